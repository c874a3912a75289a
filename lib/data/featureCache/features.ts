import type { FeatureBag } from '../bags';
import type { Sample, SampleImage } from '../sample';
import { rowShape } from './space';
import type { FeatureStore } from './store';

/** How features become bags. */
export interface BagOptions {
  /**
   * What the instances of a bag are: its `images` [N, D] or [N, P + 1, D], or the `tokens` of all its images
   * [N (P + 1), D] (default: tokens of samples with one image, images of others).
   */
  instances?: 'images' | 'tokens';
  /** Whether checksums are compared (default true). */
  verify?: boolean;
}

/** The features of the images of a data set, read from the cache as they are asked for. */
export class Features {
  /** @param counts images that were computed for it, and that were there before */
  constructor(
    private readonly store: FeatureStore,
    private readonly hashes: ReadonlyMap<SampleImage, string>,
    readonly counts: { computed: number; reused: number },
  ) {}

  /** The features of a sample's images as a bag. @throws if they were not extracted, or are damaged */
  async bag({ id, images }: Pick<Sample, 'id' | 'images'>, options: BagOptions = {}): Promise<FeatureBag> {
    const { instances = images.length === 1 ? 'tokens' : 'images', verify } = options;
    const hashes = images.map((image) => {
      const hash = this.hashes.get(image);
      if (hash === undefined) throw new Error(`Sample ${id}: found no features of ${image.name}. Extract them first.`);
      return hash;
    });
    const values = await this.store.read(hashes, verify);
    const row = rowShape(this.store.space.space);
    if (instances === 'tokens' && row.length === 2) return { shape: [images.length * row[0]!, row[1]!], values };
    const positions = images.flatMap(({ position }) => position ?? []);
    return { shape: [images.length, ...row], values, ...(positions.length === images.length ? { positions } : {}) };
  }

  /** Content hash of an image, its name in the cache. */
  hashOf(image: SampleImage): string | undefined {
    return this.hashes.get(image);
  }

  /** Closes the files. */
  close(): Promise<void> {
    return this.store.close();
  }
}
