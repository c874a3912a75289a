import { batchFeatures, type InstancePosition } from '../data';
import { tf } from '../engine';
import type { BagLayout } from '../mil';
import { type BagSizes, paddedSizes } from './bagSizes';
import type { TrainingExample } from './captioner';

export interface PaddedBatch {
  /** [B, M, D] or [B, N, P, D] */
  instances: tf.Tensor;
  /** [B, M] or [B, N]; none where all bags of a run have one size, and this batch has no padding. */
  mask?: tf.Tensor2D;
  /** Where the instances of padded bags lie, for generators that ask. */
  layout?: BagLayout;
}

/** The layout that a prompt generator wants of padded bags; the caller disposes of its tensors. */
export type LayoutOf = (
  lengths: readonly number[],
  count: number,
  positions?: readonly (readonly InstancePosition[])[],
) => BagLayout | undefined;

/** The bags of examples in one batch, of a size that is one of few. @param layoutOf none: no layout */
export function padBags(
  examples: readonly Pick<TrainingExample, 'bag'>[],
  sizes: BagSizes,
  layoutOf?: LayoutOf,
): PaddedBatch {
  const bags = examples.map(({ bag }) => bag!);
  const { instances, mask, lengths, positions } = batchFeatures(bags, paddedSizes(bags, sizes));
  const full = sizes !== 'buckets' && sizes.length === 1 && lengths.every((length) => length === sizes[0]);
  if (full && !positions) {
    tf.dispose(mask);
    return { instances };
  }
  const layout = layoutOf?.(lengths, mask.shape[1], positions);
  return { instances, mask, ...(layout ? { layout } : {}) };
}
