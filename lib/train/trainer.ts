import { setImmediate } from 'node:timers/promises';
import { prefetch } from '../data';
import { tf } from '../engine';
import { Random } from '../nn';
import { type Captioner, readSample, type TrainingExample, type TrainingSample } from './captioner';
import { batchesOfEpoch, batchesPerEpoch, chunks, type Pair } from './order';
import { createSchedule } from './schedule';
import { type TrainingOptions, type TrainingSettings, trainingSettings } from './settings';
import { TrainingStep } from './trainingStep';
import { type EpochRecord, validate } from './validation';

export interface TrainingData {
  train: readonly TrainingSample[];
  /** Scored after each epoch, to choose the best one (default: none; then there is no best). */
  validation?: readonly TrainingSample[];
  /** Captioned after each epoch, to look at (default: none). */
  fixed?: readonly TrainingSample[];
}

export interface TrainingProgress {
  /** What has been done of `total`, in steps; validations count as the steps that they take the time of. */
  done: number;
  total: number;
  /** The epoch that goes on, from 1 on; 0 before the first. */
  epoch: number;
  /** Mean loss of the last step. */
  loss?: number;
  /** Estimated. */
  secondsLeft?: number;
  /** The above in a line, for a progress bar's note. */
  text: string;
}

export interface TrainOptions extends TrainingOptions {
  /** Where checkpoints and logs lie; a run that was stopped there goes on. */
  folder: string;
  /** Stops after the step that goes on, with the state saved; the promise is rejected with its reason. */
  signal?: AbortSignal;
  onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainingReport {
  settings: TrainingSettings;
  /** Steps taken. */
  steps: number;
  /** What came of each epoch; the first is before training, if that was validated. */
  epochs: EpochRecord[];
  /** The epoch with the best score; none without validation samples. */
  best?: EpochRecord;
  /** Whether all epochs were trained, or no better score came for long. */
  stopped: 'finished' | 'patience';
}

/**
 * Trains a captioner: validates after each epoch, keeps the last and the best weights, and goes on where it was stopped.
 * @throws if there is nothing to train on, settings are impossible, or a loss is not finite
 */
export async function trainCaptioner(
  captioner: Captioner,
  data: TrainingData,
  { folder, signal, onProgress, ...options }: TrainOptions,
): Promise<TrainingReport> {
  const run = new Run(captioner, data, trainingSettings(options), { folder, signal, onProgress });
  try {
    return await run.toEnd();
  } finally {
    run.dispose();
  }
}

type Hooks = Pick<TrainOptions, 'folder' | 'signal' | 'onProgress'>;

/** A step's batches, read. */
interface LoadedStep {
  step: number;
  batches: TrainingExample[][];
}

class Run {
  private readonly step: TrainingStep;
  private readonly stepsPerEpoch: number;
  private readonly rateAt;
  private done = 0;
  private lossSum = 0;
  private readonly epochs: EpochRecord[] = [];

  constructor(
    private readonly captioner: Captioner,
    private readonly data: TrainingData,
    private readonly settings: TrainingSettings,
    private readonly hooks: Hooks,
  ) {
    if (data.train.length === 0) throw new Error('Found no training sample, expected at least one.');
    this.stepsPerEpoch = Math.ceil(batchesPerEpoch(data.train, settings) / settings.accumulate);
    const { epochs, schedule } = settings;
    this.rateAt = createSchedule({ ...schedule, epochs, stepsPerEpoch: this.stepsPerEpoch });
    this.step = new TrainingStep(captioner, settings);
  }

  async toEnd(): Promise<TrainingReport> {
    const { settings, stepsPerEpoch } = this;
    for (;;) {
      this.hooks.signal?.throwIfAborted();
      const epoch = Math.floor(this.done / stepsPerEpoch);
      if (this.done % stepsPerEpoch === 0 && this.epochs.at(-1)?.epoch !== epoch) await this.close(epoch);
      const stopped = this.outOfPatience() ? 'patience' : epoch === settings.epochs ? 'finished' : undefined;
      if (stopped) return { settings, steps: this.done, epochs: this.epochs, best: this.best, stopped };
      await this.train(epoch);
    }
  }

  /** The rest of an epoch. */
  private async train(epoch: number): Promise<void> {
    const { accumulate } = this.settings;
    const steps = chunks(batchesOfEpoch(this.data.train, epoch, this.settings), accumulate);
    const left = steps.map((pairs, step) => ({ step, pairs })).slice(this.done % this.stepsPerEpoch);
    const read = (one: { step: number; pairs: Pair[][] }) => this.read(epoch, one.step, one.pairs);
    for await (const { step, batches } of prefetch(left, read, { ahead: 2 })) {
      this.hooks.signal?.throwIfAborted();
      const loss = this.take(epoch, step, batches);
      this.done++;
      this.lossSum += loss;
      this.tell(epoch + 1, loss);
      await setImmediate(); // lets an interrupt be noticed
    }
  }

  private async read(epoch: number, step: number, pairs: Pair[][]): Promise<LoadedStep> {
    const { reads } = this.captioner;
    const example = async ({ sample: index, caption }: Pair): Promise<TrainingExample> => {
      const sample = this.data.train[index]!;
      return { id: sample.id, caption: sample.captions[caption]!, ...(await readSample(sample, reads, epoch)) };
    };
    return { step, batches: await Promise.all(pairs.map((batch) => Promise.all(batch.map(example)))) };
  }

  private take(epoch: number, step: number, examples: TrainingExample[][]): number {
    const { maxTokens, prompt, seed } = this.settings;
    const augment = new Random(seed).child(`augment/${epoch}/${step}`);
    const batches = examples.map((some) => this.captioner.batch(some, { prompt, maxTokens, augment }));
    try {
      const loss = this.step.run(batches, this.rateAt({ epoch, step }), this.done);
      if (Number.isFinite(loss)) return loss;
      const ids = examples.flat().map(({ id }) => id);
      throw new Error(
        `Training: found the loss ${loss} at step ${step} of epoch ${epoch + 1}, with the samples ${ids.join(', ')}.`,
      );
    } finally {
      tf.dispose(batches as unknown as tf.TensorContainer);
    }
  }

  /** Ends an epoch, the one before training too: notes its loss, and validates where it is due. */
  private async close(epoch: number): Promise<void> {
    const { validation, epochs } = this.settings;
    const due = epoch === 0 ? validation.zeroShot : epoch % validation.every === 0 || epoch === epochs;
    const { validation: all = [], fixed = [] } = this.data;
    const some = validation.samples > 0 ? all.slice(0, validation.samples) : all;
    const { signal } = this.hooks;
    const came = due ? await validate(this.captioner, { validation: some, fixed }, this.settings, { signal }) : {};
    const loss = epoch === 0 ? {} : { loss: this.lossSum / this.stepsPerEpoch };
    this.epochs.push({ epoch, step: this.done, ...loss, ...came });
    this.lossSum = 0;
  }

  private get best(): EpochRecord | undefined {
    const scored = this.epochs.filter(({ score }) => score !== undefined);
    return scored.reduce<EpochRecord | undefined>(
      (best, one) => (best === undefined || one.score! > best.score! ? one : best),
      undefined,
    );
  }

  private outOfPatience(): boolean {
    const { patience } = this.settings;
    const { best } = this;
    if (patience === 0 || !best) return false;
    const since = this.epochs.filter(({ score, epoch }) => score !== undefined && epoch > best.epoch);
    return since.length >= patience;
  }

  private tell(epoch: number, loss: number): void {
    const total = this.settings.epochs * this.stepsPerEpoch;
    this.hooks.onProgress?.({ done: this.done, total, epoch, loss, text: `epoch ${epoch}, loss ${loss.toFixed(3)}` });
  }

  dispose(): void {
    this.step.dispose();
  }
}
