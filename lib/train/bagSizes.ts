import { bagSizes, type FeatureBag } from '../data';
import { bucketSize } from '../mil';
import type { TrainingSample } from './captioner';

/** To which sizes bags are padded: a list, of which the smallest that fits is taken, or that of the bag's bucket. */
export type BagSizes = readonly number[] | 'buckets';

/** The sizes for samples that tell theirs: one where all are equal, else few up to the largest. */
export function bagSizesOf(samples: readonly Pick<TrainingSample, 'size'>[]): BagSizes {
  const sizes = samples.map(({ size }) => size);
  if (sizes.length === 0 || sizes.includes(undefined)) return 'buckets';
  const known = sizes as number[];
  const largest = Math.max(...known);
  return known.every((size) => size === largest) ? [largest] : bagSizes(largest, Math.min(16, largest));
}

/** What `batchFeatures` shall pad to, for these bags. */
export function paddedSizes(bags: readonly FeatureBag[], sizes: BagSizes): readonly number[] {
  return sizes === 'buckets' ? [bucketSize(Math.max(...bags.map(({ shape }) => shape[0]!)))] : sizes;
}
