import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { tf } from '../engine';
import type { TrainingSample } from './captioner';
import { Checkpoints, type TensorFile } from './checkpoints';
import type { TrainingSettings } from './settings';
import { type LogLengths, TrainingLog } from './trainingLog';
import type { EpochRecord } from './validation';
import { assignWeights } from './weights';

/** What a run is of: a checkpoint of another one must not be gone on from. */
export interface RunIdentity {
  settings: TrainingSettings;
  /** Of ids and captions. */
  data: string;
}

/** Where a run is; with the weights and the optimiser's state, all that it needs to go on. */
export interface RunState {
  /** Steps taken. */
  step: number;
  /** Of the steps of the epoch so far. */
  lossSum: number;
  epochs: EpochRecord[];
  /** Weights of the best epoch. */
  best?: TensorFile;
  /** Why it ended. */
  stopped?: 'finished' | 'patience';
  /** Seconds of work, over all processes. */
  seconds: number;
}

interface StoredRun {
  identity: RunIdentity;
  run: RunState;
  log: LogLengths;
}

type Tensors = Readonly<Record<string, tf.Variable>>;

/** The folder of a run: its checkpoints in `checkpoints`, its log, and TensorBoard's events. */
export class RunFolder {
  private readonly checkpoints: Checkpoints<StoredRun>;
  private opened?: TrainingLog;

  constructor(
    readonly path: string,
    private readonly identity: RunIdentity,
  ) {
    this.checkpoints = new Checkpoints(join(path, 'checkpoints'));
  }

  /** Opened by `resume`, which knows what of it holds. */
  get log(): TrainingLog {
    return this.opened!;
  }

  /**
   * Goes back to the last sound checkpoint: gives variables its values, and cuts the log back to it.
   * @param weights and what else the optimiser knows; of a run that has ended, only the weights are there
   * @returns none where nothing was saved @throws if the folder holds another run, or nothing that is sound
   */
  resume(weights: Tensors, optimizer: Tensors, notice: (text: string) => void): RunState | undefined {
    const loaded = this.checkpoints.load(notice);
    if (!loaded) {
      this.opened = new TrainingLog(this.path);
      return undefined;
    }
    const { state, tensors } = loaded;
    try {
      const difference = differenceOf(state.identity, this.identity);
      if (difference) throw new Error(`${this.path} holds another run: ${difference}. Take another folder.`);
      assignWeights(prefixed('weight', weights), tensors, this.path);
      if (!state.run.stopped) assignWeights(prefixed('optimizer', optimizer), tensors, this.path);
    } finally {
      for (const tensor of Object.values(tensors)) tensor.dispose();
    }
    this.opened = new TrainingLog(this.path, state.log);
    return state.run;
  }

  /** The log goes to the disk first: a checkpoint never knows more of it than there is. */
  save(run: RunState, weights: Tensors, optimizer: Tensors): void {
    this.log.sync();
    const ended = run.stopped !== undefined;
    const tensors = { ...prefixed('weight', weights), ...(ended ? {} : prefixed('optimizer', optimizer)) };
    const stored = { identity: this.identity, run, log: this.log.lengths };
    this.checkpoints.save(run.step, stored, tensors, run.best ? [run.best] : [], ended ? 1 : undefined);
  }

  saveBest(epoch: number, weights: Tensors): TensorFile {
    return this.checkpoints.writeTensors(`best-${String(epoch).padStart(4, '0')}.safetensors`, weights);
  }

  pathOf({ name }: TensorFile): string {
    return join(this.path, 'checkpoints', name);
  }

  /** The last checkpoint, for messages. */
  get lastCheckpoint(): string {
    return this.checkpoints.last ?? 'none';
  }

  close(): void {
    this.opened?.close();
  }
}

const prefixed = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]));

/** The first difference in words, if there is one. */
function differenceOf(found: RunIdentity, expected: RunIdentity): string | undefined {
  const [before, now] = [flat(found.settings), flat(expected.settings)];
  for (const name of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(name) !== now.get(name)) {
      return `setting ${name}: found ${before.get(name)}, expected ${now.get(name)}`;
    }
  }
  return found.data === expected.data ? undefined : 'its samples or their captions are others';
}

const flat = (value: object, path = ''): Map<string, string> =>
  new Map(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? [...flat(inner, `${path}${name}.`)]
        : [[`${path}${name}`, JSON.stringify(inner)] as [string, string]],
    ),
  );

/** Names samples by ids and captions. */
export function samplesDigest(...lists: readonly (readonly TrainingSample[])[]): string {
  const texts = lists.map((samples) => samples.map(({ id, captions }) => [id, captions]));
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}
