import type { FeatureBag } from '../data';
import type { tf } from '../engine';
import type { Random } from '../nn';
import type { RgbImage } from '../vision';
import type { GenerationSettings } from './settings';

/** A bag with its captions, read when it is asked for. */
export interface TrainingSample {
  /** Unique within its split. */
  id: string;
  /** References; at least one. */
  captions: readonly string[];
  /** How many instances (images) the bag has: bags of like size are then put into one batch, to pad little. */
  size?: number;
  /**
   * The instances, such as stored features.
   * @param epoch from 0 on, for features that differ from epoch to epoch; none: as they are captioned
   */
  bag?(epoch?: number): FeatureBag | Promise<FeatureBag>;
  /** The pictures, for captioners that train the vision model too. */
  pictures?(): readonly RgbImage[] | Promise<readonly RgbImage[]>;
}

/** Lengths of labels are multiples of it, so that a run has few shapes. */
export const LENGTH_MULTIPLE = 8;

/** A sample with what was read of it, and the caption that it is to teach. */
export interface TrainingExample {
  id: string;
  caption: string;
  /** As the captioner `reads`. */
  bag?: FeatureBag;
  pictures?: readonly RgbImage[];
}

/** How samples become a batch. */
export interface BatchOptions {
  /** Text that captions go on from. */
  prompt: string;
  /** Ids of a caption that count. */
  maxTokens: number;
  /** Draws changes of pictures. */
  augment: Random;
}

export interface WritingOptions extends GenerationSettings {
  prompt: string;
  /** Samples that are captioned at once (default: the captioner's choice). */
  batch?: number;
  signal?: AbortSignal;
  /** Told after each batch how many samples are done, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** What is trained: a BLIP-2 is one (`blip2Captioner`), the LSTM baseline another. */
export interface Captioner<Batch extends object = object> {
  /** What it wants to know of samples. */
  readonly reads: 'bag' | 'pictures';
  /** Trained weights by name, always in the same order: what a checkpoint holds. */
  weights(): [name: string, weight: tf.Variable][];
  /**
   * Tensors of a batch, made outside of the recorded step, and padded so that a run has few shapes: tensors, in plain
   * objects too, and numbers.
   */
  batch(examples: readonly TrainingExample[], options: BatchOptions): Batch;
  /** Mean loss of a batch; recorded once for each shape. @param dropout given where dropout is wanted */
  loss(batch: Batch, dropout?: Random): tf.Scalar;
  /** A caption for each sample, in their order. */
  caption(samples: readonly TrainingSample[], options: WritingOptions): Promise<string[]>;
  /** Frees what it recorded; a model that was given to it stays. */
  dispose(): void;
}

/** @param epoch from 0 on; none: as it is captioned @throws if the sample lacks what the captioner reads */
export async function readSample(
  sample: TrainingSample,
  reads: Captioner['reads'],
  epoch?: number,
): Promise<Pick<TrainingExample, 'bag' | 'pictures'>> {
  if (reads === 'bag' && sample.bag) return { bag: await sample.bag(epoch) };
  if (reads === 'pictures' && sample.pictures) return { pictures: await sample.pictures() };
  throw new Error(`Sample ${sample.id}: found no ${reads}, which this captioner reads.`);
}
