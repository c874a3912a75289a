import { setImmediate } from 'node:timers/promises';
import { prefetch } from '../data';
import { engineInfo, tf, tidy } from '../engine';
import { Random } from '../nn';
import { type Captioner, readSample, type TrainingExample } from './captioner';
import { batchesOfEpoch, batchesPerEpoch, chunks, type Pair } from './order';
import { RunFolder, type RunState, samplesDigest } from './runFolder';
import { createSchedule } from './schedule';
import type { TrainingSettings } from './settings';
import { Stopwatch } from './stopwatch';
import type { CheckpointTimes, RunHooks, TrainingData, TrainingReport } from './trainer';
import { TrainingStep } from './trainingStep';
import { bestOf, type EpochRecord, isOutOfPatience, validate } from './validation';

/** A step's batches, read. */
interface LoadedStep {
  step: number;
  batches: TrainingExample[][];
}

/** One training run, from where its folder says to its end. */
export class TrainingRun {
  private readonly step: TrainingStep;
  private readonly stepsPerEpoch: number;
  private readonly rateAt;
  private readonly folder: RunFolder;
  private readonly weights: Record<string, tf.Variable>;
  private readonly checkpointTimes: Required<CheckpointTimes>;
  private readonly watch: Stopwatch;
  private readonly notices: string[] = [];
  private state: RunState = { step: 0, lossSum: 0, epochs: [], seconds: 0 };
  /** Whether the weights are those that follow from the state: not in the middle of a step, nor after a failed one. */
  private sound = true;
  private saved = { step: -1, epochs: -1, time: performance.now() };

  constructor(
    private readonly captioner: Captioner,
    private readonly data: Required<TrainingData>,
    private readonly settings: TrainingSettings,
    private readonly hooks: RunHooks,
  ) {
    const { epochs, schedule } = settings;
    this.stepsPerEpoch = Math.ceil(batchesPerEpoch(data.train, settings) / settings.accumulate);
    this.rateAt = createSchedule({ ...schedule, epochs, stepsPerEpoch: this.stepsPerEpoch });
    this.checkpointTimes = { epochs: 1, steps: 0, seconds: 300, ...hooks.checkpoints };
    const identity = { settings, data: samplesDigest(data.train, data.validation, data.fixed) };
    this.folder = new RunFolder(hooks.folder, identity);
    this.step = new TrainingStep(captioner, settings);
    this.weights = Object.fromEntries(captioner.weights());
    this.watch = new Stopwatch(epochs * this.stepsPerEpoch);
  }

  async toEnd(): Promise<TrainingReport> {
    this.resume();
    try {
      while (!this.state.stopped) await this.goOn();
    } catch (error) {
      this.saveAfter();
      throw error;
    }
    return this.report();
  }

  private resume(): void {
    const { folder, notices } = this;
    const resumed = folder.resume(this.weights, this.step.optimizer.state(), (text) => notices.push(text));
    if (resumed) this.state = resumed;
    this.watch.start(this.state.seconds);
    this.noteSaved();
    if (this.state.stopped) return;
    folder.log.write({
      kind: 'start',
      step: this.state.step,
      engine: engineInfo().name,
      time: new Date().toISOString(),
    });
    for (const text of notices) folder.log.write({ kind: 'notice', text });
    for (const text of notices) this.hooks.onNotice?.(text);
  }

  /** Up to the end of an epoch, or of the run. */
  private async goOn(): Promise<void> {
    const { state, settings, stepsPerEpoch } = this;
    this.hooks.signal?.throwIfAborted();
    const epoch = Math.floor(state.step / stepsPerEpoch);
    if (state.step % stepsPerEpoch === 0 && state.epochs.at(-1)?.epoch !== epoch) await this.close(epoch);
    if (epoch === settings.epochs) state.stopped = 'finished';
    else if (isOutOfPatience(state.epochs, settings.patience)) state.stopped = 'patience';
    if (state.stopped || this.isDue(epoch)) this.save();
    if (!state.stopped) await this.train(epoch);
  }

  /** The rest of an epoch. */
  private async train(epoch: number): Promise<void> {
    const steps = chunks(batchesOfEpoch(this.data.train, epoch, this.settings), this.settings.accumulate);
    const left = steps.map((pairs, step) => ({ step, pairs })).slice(this.state.step % this.stepsPerEpoch);
    const read = (one: { step: number; pairs: Pair[][] }) => this.read(epoch, one.step, one.pairs);
    for await (const { step, batches } of prefetch(left, read, { ahead: 2 })) {
      this.hooks.signal?.throwIfAborted();
      this.take(epoch, step, batches);
      if (this.isDue()) this.save();
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

  private take(epoch: number, step: number, examples: TrainingExample[][]): void {
    const { state, watch } = this;
    const learningRate = this.rateAt({ epoch, step });
    this.sound = false;
    const loss = watch.timeStep(() => this.lossOf(epoch, step, examples, learningRate));
    if (!Number.isFinite(loss)) throw this.divergence(epoch, step, `the loss ${loss}`, examples);
    const line = { epoch: epoch + 1, step: state.step + 1, loss, learningRate, seconds: watch.seconds };
    this.folder.log.write({ kind: 'step', ...line });
    state.step++;
    state.lossSum += loss;
    this.sound = true;
    this.tell(epoch + 1, `loss ${loss.toFixed(3)}`, loss);
  }

  private lossOf(epoch: number, step: number, examples: TrainingExample[][], learningRate: number): number {
    const { maxTokens, prompt, seed } = this.settings;
    const augment = new Random(seed).child(`augment/${epoch}/${step}`);
    const batches = examples.map((some) => this.captioner.batch(some, { prompt, maxTokens, augment }));
    try {
      return this.step.run(batches, learningRate, this.state.step);
    } finally {
      tf.dispose(batches as unknown as tf.TensorContainer);
    }
  }

  private divergence(epoch: number, step: number, found: string, examples: TrainingExample[][] = []): Error {
    const ids = examples.flat().map(({ id }) => id);
    return new Error(
      `Training diverged: found ${found} at step ${step + 1} of epoch ${epoch + 1} (step ${this.state.step + 1} of the run)` +
        `${ids.length > 0 ? `, samples ${ids.join(', ')}` : ''}. Last good checkpoint: ${this.folder.lastCheckpoint}.`,
    );
  }

  /** Ends an epoch, the one before training too: notes its loss, and validates where it is due. */
  private async close(epoch: number): Promise<void> {
    const { state, settings, watch } = this;
    const { every, zeroShot } = settings.validation;
    const due = epoch === 0 ? zeroShot : epoch % every === 0 || epoch === settings.epochs;
    const came = due ? await watch.timeValidation(() => this.validate(epoch)) : {};
    const loss = epoch === 0 ? {} : { loss: state.lossSum / this.stepsPerEpoch };
    const record: EpochRecord = { epoch, step: state.step, ...loss, ...came };
    if (bestOf([...state.epochs, record]) === record) state.best = this.folder.saveBest(epoch, this.weights);
    this.folder.log.write({ kind: 'epoch', ...record, seconds: watch.seconds });
    state.epochs.push(record);
    state.lossSum = 0;
  }

  private validate(epoch: number) {
    const { validation, fixed } = this.data;
    const { samples } = this.settings.validation;
    const some = samples > 0 ? validation.slice(0, samples) : validation;
    return validate(this.captioner, { validation: some, fixed }, this.settings, {
      signal: this.hooks.signal,
      onProgress: (done, total) => this.tell(epoch, `captions ${done}/${total}`),
    });
  }

  private tell(epoch: number, what: string, loss?: number): void {
    const { settings, stepsPerEpoch, state, watch } = this;
    this.hooks.onProgress?.({
      done: state.step,
      total: settings.epochs * stepsPerEpoch,
      epoch,
      epochs: settings.epochs,
      loss,
      secondsLeft: watch.secondsLeft(state.step, this.validationsLeft),
      text: `epoch ${epoch}/${settings.epochs}, ${what}`,
    });
  }

  private get validationsLeft(): number {
    const { epochs, validation } = this.settings;
    return Math.ceil((epochs - (this.state.epochs.at(-1)?.epoch ?? 0)) / validation.every);
  }

  /** @param epoch given where one has ended */
  private isDue(epoch?: number): boolean {
    const { epochs, steps, seconds } = this.checkpointTimes;
    if (epoch !== undefined && epochs > 0 && epoch % epochs === 0) return true;
    if (steps > 0 && this.state.step - this.saved.step >= steps) return true;
    return performance.now() - this.saved.time >= 1000 * seconds;
  }

  private save(): void {
    const { state, saved, watch } = this;
    if (saved.step === state.step && saved.epochs === state.epochs.length && !state.stopped) return;
    this.checkWeights();
    this.sound = false; // until the checkpoint is there: what failed once is not tried again
    state.seconds = watch.seconds;
    this.folder.save(state, this.weights, this.step.optimizer.state());
    this.sound = true;
    this.noteSaved();
  }

  private noteSaved(): void {
    this.saved = { step: this.state.step, epochs: this.state.epochs.length, time: performance.now() };
  }

  /** Weights may become infinite in a step whose loss was finite. */
  private checkWeights(): void {
    const rest = tidy(() => {
      const zeros = Object.values(this.weights).map((weight) => tf.sum(tf.mul(weight, 0)));
      return (tf.addN(zeros) as tf.Scalar).dataSync()[0]!;
    });
    if (rest === 0) return;
    this.sound = false;
    const epoch = Math.floor((this.state.step - 1) / this.stepsPerEpoch);
    throw this.divergence(epoch, (this.state.step - 1) % this.stepsPerEpoch, 'weights that are not finite');
  }

  /** After an error from outside of a step (an interrupt, a sample that cannot be read) nothing is lost. */
  private saveAfter(): void {
    if (!this.sound) return;
    try {
      this.save();
    } catch {
      // The first error is the one to tell.
    }
  }

  private report(): TrainingReport {
    const { state, settings, watch, notices, folder } = this;
    const best = bestOf(state.epochs);
    return {
      settings,
      steps: state.step,
      epochs: state.epochs,
      best: best && state.best && { ...best, weights: folder.pathOf(state.best) },
      stopped: state.stopped!,
      seconds: state.seconds,
      secondsPerStep: watch.secondsPerStep,
      recordings: this.step.recordings,
      notices,
    };
  }

  dispose(): void {
    this.folder.close();
    this.step.dispose();
  }
}
