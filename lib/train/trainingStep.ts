import { compile, tf, tidy } from '../engine';
import { Random } from '../nn';
import { AdamW } from './adamw';
import type { Captioner } from './captioner';
import type { TrainingSettings } from './settings';

export type StepSettings = Pick<
  TrainingSettings,
  'accumulate' | 'beta1' | 'beta2' | 'clipNorm' | 'dropout' | 'precision' | 'seed' | 'weightDecay'
>;

/** Recordings kept: one for each shape of a batch. */
const RECORDINGS = 32;

/**
 * An optimiser's step over one batch, or over several whose gradients are averaged. What dropout draws depends on the
 * seed and the number of the step alone.
 */
export class TrainingStep {
  readonly optimizer: AdamW;
  private readonly dropout: Random;
  private readonly usesDropout: boolean;
  private readonly weights: tf.Variable[];
  /** Sums of gradients; none where a step has one batch. */
  private readonly sums: tf.Variable[];
  /** Which of the weights have a gradient at all. */
  private readonly reached = new Set<number>();
  private readonly whole;
  private readonly add;
  private readonly apply;

  constructor(captioner: Captioner, settings: StepSettings) {
    const { accumulate, beta1, beta2, clipNorm, dropout, precision, seed, weightDecay } = settings;
    const options = { precision, limit: RECORDINGS };
    const named = captioner.weights();
    this.weights = named.map(([, weight]) => weight);
    this.optimizer = new AdamW(named, { beta1, beta2, weightDecay, ...(clipNorm > 0 ? { clipNorm } : {}) });
    this.dropout = new Random(seed).child('dropout');
    this.usesDropout = dropout > 0;
    const zeros = (weight: tf.Variable) => tidy(() => tf.variable(tf.zerosLike(weight), false));
    this.sums = accumulate > 1 ? this.weights.map(zeros) : [];
    const lossOf = (batch: object) => captioner.loss(batch, this.usesDropout ? this.dropout : undefined);
    this.whole = compile((batch: object, rate: tf.Scalar) => this.optimizer.step(() => lossOf(batch), rate), options);
    this.add = compile((batch: object) => this.addGradients(() => lossOf(batch)), options);
    this.apply = compile((rate: tf.Scalar, share: tf.Scalar) => this.applyMean(rate, share), options);
  }

  /**
   * @param batches tensors of one batch, or of those whose gradients are averaged; the caller keeps them
   * @param number of the step, from 0 on @returns the mean loss before the step
   */
  run(batches: readonly object[], learningRate: number, number: number): number {
    this.dropout.rewind(String(number));
    return tidy(() => {
      const rate = tf.scalar(learningRate);
      if (this.sums.length === 0) return this.whole(batches[0]!, rate).dataSync()[0]!;
      const losses = batches.map((batch) => this.add(batch).dataSync()[0]!);
      this.apply(rate, tf.scalar(1 / batches.length));
      return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    });
  }

  private addGradients(loss: () => tf.Scalar): tf.Scalar {
    const { value, grads } = tf.variableGrads(() => tidy(loss), this.weights);
    this.weights.forEach((weight, i) => {
      const gradient = grads[weight.name];
      if (!gradient) return;
      this.reached.add(i);
      tidy(() => this.sums[i]!.assign(tf.add(this.sums[i]!, gradient)));
    });
    tf.dispose(grads);
    return value;
  }

  private applyMean(rate: tf.Scalar, share: tf.Scalar): void {
    this.optimizer.apply(
      this.sums.map((sum, i) => (this.reached.has(i) ? tf.mul(sum, share) : undefined)),
      rate,
    );
    for (const sum of this.sums) tidy(() => sum.assign(tf.zerosLike(sum)));
  }

  /** How many recordings were made. */
  get recordings(): number {
    return this.whole.recordings + this.add.recordings + this.apply.recordings;
  }

  dispose(): void {
    for (const step of [this.whole, this.add, this.apply]) step.dispose();
    this.optimizer.dispose();
    tf.dispose(this.sums);
  }
}
