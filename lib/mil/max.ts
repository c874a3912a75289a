import { tf, tidy } from '../engine';
import { oneHot } from '../nn';
import { checkBag } from './mask';
import type { PooledBag, Pooler } from './pooler';

/**
 * The largest value of each feature. An instance's weight is the share of the D features that it wins (at a tie
 * the first one wins), so weights sum to 1, but unlike Eq. 3 they do not make the output. Cost O(M D).
 */
export class MaxPooler implements Pooler {
  /** @param bag [B, M, D] @param mask [B, M] @returns pooled [B, D], weights [B, M] */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor): PooledBag {
    checkBag(bag, mask);
    return tidy(() => {
      const candidates = withoutPadding(bag, mask);
      const winners = tf.argMax(candidates, 1); // [B, D]
      const won = oneHot(winners, bag.shape[1]); // [B, D, M]
      return { pooled: tf.max(candidates, 1), weights: tf.mean(won, 1) };
    });
  }
}

/** The bag with padding so low that no maximum takes it: [B, M, D]. */
export function withoutPadding(bag: tf.Tensor3D, mask?: tf.Tensor): tf.Tensor3D {
  if (!mask) return bag;
  return tidy(() => tf.where(tf.cast(tf.expandDims(mask, 2), 'bool'), bag, tf.fill(bag.shape, -3e38)));
}
