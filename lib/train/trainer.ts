import type { Captioner, TrainingSample } from './captioner';
import { type TrainingOptions, type TrainingSettings, trainingSettings } from './settings';
import { TrainingRun } from './trainingRun';
import type { EpochRecord } from './validation';

/** What is trained on, validated on and shown. */
export interface TrainingData {
  train: readonly TrainingSample[];
  /** Scored after each epoch, to choose the best one (default: none; then there is no best). */
  validation?: readonly TrainingSample[];
  /** Captioned after each epoch, to look at (default: none). */
  fixed?: readonly TrainingSample[];
}

/** How far training is. */
export interface TrainingProgress {
  /** Steps taken. */
  done: number;
  total: number;
  /** The epoch that goes on, from 1 on; 0 before the first. */
  epoch: number;
  epochs: number;
  /** Of the last step. */
  loss?: number;
  /** Estimated, validations included. */
  secondsLeft?: number;
  /** What goes on, for the note of a progress bar. */
  text: string;
}

/** When a checkpoint is written besides the end of a run: it never changes what a run comes to. */
export interface CheckpointTimes {
  /** Every so many epochs (default 1; 0: never). */
  epochs?: number;
  /** Every so many steps (default 0: never). */
  steps?: number;
  /** When the last one is so many seconds old (default 300). */
  seconds?: number;
}

/** Who is told of training, and what stops it. */
export interface RunHooks {
  /** Where checkpoints and logs lie; a run that was stopped there goes on, exactly as if it had not been. */
  folder: string;
  checkpoints?: CheckpointTimes;
  /** Stops after the step that goes on, with the state saved; the promise is rejected with its reason. */
  signal?: AbortSignal;
  /** Called after each step, and while captions are written. What it throws stops the run, with the state saved. */
  onProgress?: (progress: TrainingProgress) => void;
  /** Told what a user should know, such as of a damaged checkpoint; it stands in the log and the report too. */
  onNotice?: (text: string) => void;
}

/** Settings that differ from the defaults, and where and how the run goes on. */
export interface TrainOptions extends TrainingOptions, RunHooks {}

/** What training gave. */
export interface TrainingReport {
  settings: TrainingSettings;
  /** Steps taken. */
  steps: number;
  /** What each epoch came to; the first is before training. */
  epochs: EpochRecord[];
  /** The epoch with the best score, with the file of its weights: see `loadWeights`; none without validation samples. */
  best?: EpochRecord & { weights: string };
  /** Whether all epochs were trained, or no better score came for long. */
  stopped: 'finished' | 'patience';
  /** Of work, over all processes. */
  seconds: number;
  /** In this process; none if it took no step. */
  secondsPerStep?: number;
  /** How often a step was recorded in this process: once for each shape of a batch. */
  recordings: number;
  notices: string[];
}

/**
 * Trains a captioner: AdamW by a schedule, a validation after each epoch that chooses the best one, checkpoints, a log
 * (`log.jsonl`) and TensorBoard's events. It goes on where the folder's run was stopped, by whatever means: on the same
 * engine the weights are in the end those of a run that was not stopped, bit for bit. The captioner ends with the last
 * weights.
 * @throws if there is nothing to train on, settings are impossible, the folder holds another run, or a loss is not finite
 */
export async function trainCaptioner(
  captioner: Captioner,
  data: TrainingData,
  { folder, checkpoints, signal, onProgress, onNotice, ...options }: TrainOptions,
): Promise<TrainingReport> {
  const { train, validation = [], fixed = [] } = data;
  if (train.length === 0) throw new Error('Found no training sample, expected at least one.');
  const silent = [...train, ...validation].find(({ captions }) => captions.length === 0);
  if (silent) throw new Error(`Sample ${silent.id}: found no caption, expected at least one.`);
  const hooks = { folder, checkpoints, signal, onProgress, onNotice };
  const run = new TrainingRun(captioner, { train, validation, fixed }, trainingSettings(options), hooks);
  try {
    return await run.toEnd();
  } finally {
    run.dispose();
  }
}
