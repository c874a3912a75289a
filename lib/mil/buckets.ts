import { tf, tidy } from '../engine';
import { checkCount } from '../nn';
import { prefixMask } from './mask';

/** To which few sizes bags are padded. */
export interface BucketOptions {
  /** Size of the first bucket (default 16). */
  smallest?: number;
  /** Each bucket is about this many times the one before (default 1.5). */
  growth?: number;
}

/**
 * The size of the bucket of a bag with M instances: the smallest of 16, 24, 36, 54, ... that holds it. Bags of 1 to
 * 1,860 instances, as slides have, need 13 sizes so; padding is a fifth of all rows on average.
 * @throws unless M is a whole number of at least 1, and the buckets grow
 */
export function bucketSize(count: number, { smallest = 16, growth = 1.5 }: BucketOptions = {}): number {
  checkCount('count', count);
  checkCount('smallest', smallest);
  if (!(growth > 1)) throw new Error(`Option growth: found ${growth}, expected more than 1.`);
  let size = smallest;
  while (size < count) size = Math.ceil(size * growth);
  return size;
}

/**
 * Pads bags to the size of their bucket, so that a compiled step meets few shapes however many sizes a data set has.
 * Layers that take a mask give the same as without padding.
 * @param bag [B, M, D] @param mask [B, M]: 1 an instance, 0 padding; none: all are instances
 * @returns bag [B, size, D] and mask [B, size]
 */
export function padToBucket(bag: tf.Tensor3D, mask?: tf.Tensor, options?: BucketOptions): PaddedBags {
  const [batch, count] = bag.shape;
  const missing = bucketSize(count, options) - count;
  return tidy(() => {
    const padded = tf.pad(bag, [
      [0, 0],
      [0, missing],
      [0, 0],
    ]) as tf.Tensor3D;
    if (!mask) return { bag: padded, mask: prefixMask(new Array<number>(batch).fill(count), count + missing) };
    return {
      bag: padded,
      mask: tf.pad(mask as tf.Tensor2D, [
        [0, 0],
        [0, missing],
      ]),
    };
  });
}

/** Bags with padding to a size that comes up again. */
export interface PaddedBags {
  /** [B, size, D]; padding is 0. */
  bag: tf.Tensor3D;
  /** [B, size] */
  mask: tf.Tensor2D;
}
