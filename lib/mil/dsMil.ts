import { tf, tidy } from '../engine';
import { checkCount, Linear, maskedSoftmax, oneHot, type Scope } from '../nn';
import { checkBag } from './mask';
import { withoutPadding } from './max';
import type { PooledBag, Pooler } from './pooler';
import { weightedPooling } from './weightedPooling';

/** Sizes of DS-MIL. */
export interface DsMilOptions {
  /** D of an instance. */
  width: number;
  classes: number;
  /** Width of the queries that measure how alike instances are (default 128). */
  hidden?: number;
  /** Divides similarities by sqrt(hidden), as the authors' code but not their equation (default true). */
  scaled?: boolean;
}

export interface DsMilBag extends PooledBag {
  /** One embedding a class, one after the other: [B, C D]. */
  pooled: tf.Tensor2D;
  /** Likeness of each instance to its class's critical one; sums to 1 over instances: [B, C, M]. */
  weights: tf.Tensor3D;
  /** Scores of the bag, the mean of both streams': [B, C]. */
  logits: tf.Tensor2D;
  /** [B, M, C]; those of padding mean nothing. */
  instanceScores: tf.Tensor3D;
  /** Index of the highest-scored instance of each class: [B, C], whole numbers. */
  critical: tf.Tensor2D;
}

/**
 * Dual-stream MIL (Li, Li and Eliceiri 2021, Eq. 2-6). One stream scores each instance and takes the best per class;
 * the other weighs instances by the likeness of their query to that critical instance's. Cost O(M D (D + L)).
 * Parameters `instance`, `query`, `value`, `bag`.
 */
export class DsMil implements Pooler {
  private readonly instance: Linear;
  private readonly query: Linear;
  private readonly value: Linear;
  private readonly bag: Linear;
  private readonly scale: number;

  constructor(scope: Scope, { width, classes, hidden = 128, scaled = true }: DsMilOptions) {
    checkCount('classes', classes);
    checkCount('hidden', hidden);
    this.instance = new Linear(scope.child('instance'), width, classes);
    this.query = new Linear(scope.child('query'), width, hidden);
    this.value = new Linear(scope.child('value'), width, width);
    this.bag = new Linear(scope.child('bag'), classes * width, classes);
    this.scale = scaled ? 1 / Math.sqrt(hidden) : 1;
  }

  /**
   * Pools each bag once for each class, around its highest-scoring instance.
   * @param bag [B, M, D] @param mask [B, M]
   */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor): DsMilBag {
    checkBag(bag, mask);
    const [batch, count] = bag.shape;
    return tidy(() => {
      const instanceScores = this.instance.forward(bag) as tf.Tensor3D; // [B, M, C]
      const critical = tf.argMax(withoutPadding(instanceScores, mask), 1) as tf.Tensor2D; // [B, C]
      const chosen = oneHot(critical, count) as tf.Tensor3D; // [B, C, M]
      const best = tf.sum(tf.mul(chosen, tf.transpose(instanceScores, [0, 2, 1])), 2); // [B, C]

      const queries = this.query.forward(bag) as tf.Tensor3D; // [B, M, L]
      const likeness = tf.mul(tf.matMul(weightedPooling(queries, chosen), queries, false, true), this.scale);
      const weights = maskedSoftmax(likeness, mask && tf.expandDims(mask, 1)) as tf.Tensor3D; // [B, C, M]
      const embeddings = weightedPooling(this.value.forward(bag) as tf.Tensor3D, weights); // [B, C, D]
      const pooled: tf.Tensor2D = tf.reshape(embeddings, [batch, -1]);
      const logits: tf.Tensor2D = tf.mul(tf.add(best, this.bag.forward(pooled)), 0.5);
      return { pooled, weights, logits, instanceScores, critical };
    });
  }
}
