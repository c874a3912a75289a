import { type AdamScalars, type AdamVariables, adamUpdate, tf, tidy } from '../engine';

/** Constants of AdamW, and which weights decay. */
export interface AdamWOptions {
  /** Default 0.9. */
  beta1?: number;
  /** Default 0.999. */
  beta2?: number;
  /** Default 1e-8. */
  epsilon?: number;
  /** lambda, BLIP-2's 0.05 by default; acts on the weights that `decays` chooses. */
  weightDecay?: number;
  /** Which weights decay; default: none of 1-D or named `*.bias`, all others (as LAVIS). */
  decays?: (name: string, weight: tf.Variable) => boolean;
  /** Scales all gradients down together so that their global norm is at most this; default: no clipping. */
  clipNorm?: number;
}

interface Slot extends AdamVariables {
  name: string;
  decays: boolean;
}

/** Added to the norm before it divides, as PyTorch's `clip_grad_norm_`. */
const CLIP_EPSILON = 1e-6;

const decaysByDefault = (name: string, weight: tf.Variable) => weight.rank > 1 && !/(^|\.)bias$/.test(name);

/**
 * AdamW (Loshchilov and Hutter 2019, Alg. 2), as PyTorch's: w <- w - lr lambda w, then Adam's step.
 * The learning rate is an input of each step, a tensor, so that one compiled step serves a whole schedule.
 */
export class AdamW {
  private readonly slots: Slot[];
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  private readonly weightDecay: number;
  private readonly clipNorm?: number;
  /** 1 - beta1^t and 1 - beta2^t, kept by c <- beta c + (1 - beta): powers in float32 would cancel their digits. */
  private readonly corrections: [first: tf.Variable, second: tf.Variable];

  /** @param weights what is trained, with names: `parameters.entries()`, or some of them */
  constructor(weights: Iterable<readonly [name: string, weight: tf.Variable]>, options: AdamWOptions = {}) {
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.05, decays = decaysByDefault } = options;
    for (const [name, beta] of Object.entries({ beta1, beta2 })) {
      if (!(beta >= 0 && beta < 1)) throw new Error(`Option ${name}: found ${beta}, expected a number in [0, 1).`);
    }
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.clipNorm = options.clipNorm;
    this.slots = Array.from(weights, ([name, weight]) => {
      const zeros = () => tidy(() => tf.variable(tf.zerosLike(weight), false));
      return { name, weight, decays: decays(name, weight), firstMoment: zeros(), secondMoment: zeros() };
    });
    const start = () => tidy(() => tf.variable(tf.scalar(0), false));
    this.corrections = [start(), start()];
  }

  /**
   * One step down the gradient of `loss`.
   * @param learningRate a scalar tensor; see `Schedule`
   * @returns the loss before the step; the caller disposes of it
   */
  step(loss: () => tf.Scalar, learningRate: tf.Scalar): tf.Scalar {
    const weights = this.slots.map(({ weight }) => weight);
    const { value, grads } = tf.variableGrads(() => tidy(loss), weights);
    this.apply(
      weights.map((weight) => grads[weight.name]),
      learningRate,
    );
    return value;
  }

  /**
   * One step with gradients in the order of the weights; a weight without one stays as it is.
   * The gradients are disposed of, each as soon as it is used.
   */
  apply(gradients: readonly (tf.Tensor | null | undefined)[], learningRate: tf.Scalar): void {
    const clip = this.clipFactor(gradients.filter((gradient) => !!gradient));
    const scalars = this.advance(learningRate);
    const keep: tf.Scalar = tidy(() => tf.sub(1, tf.mul(learningRate, this.weightDecay)));
    this.slots.forEach((slot, i) => {
      const gradient = gradients[i];
      if (!gradient) return;
      tidy(() => {
        const decay = slot.decays && this.weightDecay !== 0 ? { keep } : {};
        adamUpdate(slot, clip ? tf.mul(gradient, clip) : gradient, { ...scalars, ...decay });
      });
      gradient.dispose();
    });
    tf.dispose([keep, scalars.rate, scalars.epsilon, ...(clip ? [clip] : [])]);
  }

  /** min(1, clipNorm / |all gradients|) */
  private clipFactor(gradients: readonly tf.Tensor[]): tf.Tensor | undefined {
    const { clipNorm } = this;
    if (clipNorm === undefined || gradients.length === 0) return undefined;
    return tidy(() => {
      const squares = gradients.map((gradient) => tidy(() => tf.sum(tf.square(gradient))));
      return tf.minimum(1, tf.div(clipNorm, tf.add(tf.sqrt(tf.addN(squares)), CLIP_EPSILON)));
    });
  }

  /** Counts the step, and gives its scalars. */
  private advance(learningRate: tf.Scalar): AdamScalars {
    const { beta1, beta2 } = this;
    const [first, second] = this.corrections;
    return tidy(() => {
      first.assign(tf.add(tf.mul(first, beta1), 1 - Math.fround(beta1)));
      second.assign(tf.add(tf.mul(second, beta2), 1 - Math.fround(beta2)));
      const root = tf.sqrt(second);
      const rate = tf.div(tf.mul(learningRate, root), first) as tf.Scalar;
      return { rate, epsilon: tf.mul(root, this.epsilon) as tf.Scalar, beta1, beta2 };
    });
  }

  /** Everything that a resumed run needs besides the weights, by name; assign to these to restore it. */
  state(): Record<string, tf.Variable> {
    const [first, second] = this.corrections;
    return Object.fromEntries([
      ['correction.first', first],
      ['correction.second', second],
      ...this.slots.flatMap(({ name, firstMoment, secondMoment }) => [
        [`first_moment.${name}`, firstMoment],
        [`second_moment.${name}`, secondMoment],
      ]),
    ]);
  }

  /** Frees the moments. */
  dispose(): void {
    tf.dispose([...this.corrections, ...this.slots.flatMap((slot) => [slot.firstMoment, slot.secondMoment])]);
  }
}
