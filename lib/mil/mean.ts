import { tf, tidy } from '../engine';
import { checkBag } from './mask';
import type { PooledBag, Pooler } from './pooler';
import { weightedPooling } from './weightedPooling';

/** The mean of the instances: Eq. 3 with alpha_i = 1/M. Cost O(M D). */
export class MeanPooler implements Pooler {
  /** @param bag [B, M, D] @param mask [B, M] @returns pooled [B, D], weights [B, M] */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor): PooledBag {
    checkBag(bag, mask);
    const [batch, count] = bag.shape;
    return tidy(() => {
      const weights = mask ? tf.div(mask, tf.sum(mask, 1, true)) : tf.fill([batch, count], 1 / count);
      return { pooled: weightedPooling(bag, weights) as tf.Tensor2D, weights };
    });
  }
}
