import { createHash } from 'node:crypto';
import type { InstanceKind } from '../blip2';
import { augmentPatch, extractFeatures, type FeatureBag, type FeatureModel, type Features, type Sample } from '../data';
import { Random } from '../nn';
import { decodeImage, type ImageProcessor, type RgbImage } from '../vision';

/** Changed views of each picture that training with augmentation goes through in turn, beside the picture itself. */
export const AUGMENTED_VIEWS = 2;

export interface FeatureOptions {
  /** What the instances of a sample are. */
  instances: InstanceKind;
  /** Number of the changed view, from 1 on; 0: as the pictures are. */
  view?: number;
  /** Folder of the cache (default: the user's). */
  cache?: string;
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Pictures that are encoded at a time. */
const BATCH = 32;

/**
 * What the frozen vision model makes of samples' images, kept in bfloat16: computed where the cache does not have it, and
 * read as it is asked for.
 */
export function extractSamples(
  model: FeatureModel<RgbImage>,
  processor: ImageProcessor,
  samples: readonly Sample[],
  { instances, view = 0, cache, signal, onProgress }: FeatureOptions,
): Promise<Features> {
  return extractFeatures(view === 0 ? model : changedView(model, processor, view), samples, {
    output: instances === 'cls' ? 'cls' : 'tokens',
    dtype: 'BF16',
    batchSize: BATCH,
    cache,
    signal,
    onProgress: onProgress && (({ done, total }) => onProgress(done, total)),
  });
}

/** Pictures changed as the authors of PatchGastricADC22 do; a picture has one look in each view. */
function changedView(model: FeatureModel<RgbImage>, processor: ImageProcessor, view: number): FeatureModel<RgbImage> {
  return {
    ...model,
    preprocessing: `${model.preprocessing}, augmented patch, view ${view}`,
    async prepare(bytes) {
      const seed = createHash('sha256').update(bytes).digest().readInt32LE(0);
      return processor.resize(augmentPatch(await decodeImage(bytes), new Random(seed).child(`view ${view}`)));
    },
  };
}

/** Bags that are kept in memory, of all samples together. */
const MOST_BYTES = 2 ** 30;

/** Reads bags from features, each once as long as they fit into memory. */
export class BagReader {
  private readonly known = new Map<string, FeatureBag>();
  private bytes = 0;

  constructor(
    private readonly features: Features,
    private readonly instances: InstanceKind,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** The bag of a sample, or the promise of it. */
  read(sample: Pick<Sample, 'id' | 'images'>): FeatureBag | Promise<FeatureBag> {
    return this.known.get(sample.id) ?? this.load(sample);
  }

  private async load(sample: Pick<Sample, 'id' | 'images'>): Promise<FeatureBag> {
    const instances = this.instances === 'patches' ? 'tokens' : 'images';
    const bag = await this.features.bag(sample, { instances, verify: false });
    if (this.bytes + bag.values.byteLength <= this.mostBytes && !this.known.has(sample.id)) {
      this.known.set(sample.id, bag);
      this.bytes += bag.values.byteLength;
    }
    return bag;
  }

  close(): Promise<void> {
    return this.features.close();
  }
}
