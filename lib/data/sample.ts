/** Where an instance lies on the grid of its slide, counted in instances from any origin. */
export interface InstancePosition {
  row: number;
  column: number;
}

/** An encoded image (JPEG, PNG, ...) that is read when it is asked for. */
export interface SampleImage {
  /** Name within the data set, as errors and lists say it: `val2014/COCO_val2014_000000000042.jpg`. */
  name: string;
  /** Its place on a slide, where the data set knows it. */
  position?: InstancePosition;
  /** The encoded bytes. @throws DataError that names the image */
  read(): Promise<Uint8Array>;
  /**
   * A text that becomes another one when the bytes change, to be had without reading them: place, size and time of a
   * file. Without it the bytes are read to know whether they are the same. @throws DataError if the file is not there
   */
  fingerprint?(): string;
}

/** What is known of a sample beside its images and captions. */
export interface SampleMeta {
  /** Class of the sample: the histological subtype of a slide, the type of a product. */
  subtype?: string;
}

/** One bag with its captions: a photograph, the patches of a slide, or the images of a product. */
export interface Sample {
  /** Unique within the data set. */
  id: string;
  /** At least one. */
  images: readonly SampleImage[];
  /** References, as written; at least one. */
  captions: readonly string[];
  meta: SampleMeta;
}

/** Parts of a data set, in the order of their use. */
export const splitNames = ['train', 'val', 'test'] as const;
/** Name of a part of a data set. */
export type SplitName = (typeof splitNames)[number];

/** A data set, or what is here of it; nothing is decoded yet. */
export interface Dataset {
  name: string;
  splits: Record<SplitName, readonly Sample[]>;
  /** Terms of use, as the publisher states them. */
  licence: string;
  /** What must stand beside every figure made from it, such as "not for diagnosis". */
  notice?: string;
  /** What was left out, by reason: see `faultKinds`. */
  skipped: Readonly<Record<string, number>>;
}

/** Splits without a sample, to be filled. */
export const emptySplits = (): Record<SplitName, Sample[]> => ({ train: [], val: [], test: [] });

/** The samples of all splits, training first. */
export const allSamples = ({ splits }: Pick<Dataset, 'splits'>): Sample[] =>
  splitNames.flatMap((split) => splits[split]);

/** (image, caption) pairs, as captioning papers count a data set's size. */
export const countPairs = (samples: readonly Sample[]): number =>
  samples.reduce((sum, { captions }) => sum + captions.length, 0);
