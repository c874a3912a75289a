import { tf } from '../engine';
import { normal } from './initializers';
import type { Scope } from './parameters';

/**
 * A table of vectors by id. The look-up is a product with one-hot rows, because WebAssembly has no gradient
 * of gather; its cost is O(ids x count x width).
 */
export class Embedding {
  readonly weight: tf.Variable;

  constructor(
    scope: Scope,
    private readonly count: number,
    private readonly width: number,
  ) {
    this.weight = scope.parameter('weight', [count, width], normal(0.02));
  }

  /** @param ids integers, any shape, 0 <= id < count @returns [...ids.shape, width] */
  forward(ids: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const rows = tf.oneHot(tf.cast(tf.reshape(ids, [-1]), 'int32') as tf.Tensor1D, this.count); // [ids, count]
      const vectors = tf.matMul(tf.cast(rows, 'float32') as tf.Tensor2D, this.weight as tf.Tensor2D);
      return tf.reshape(vectors, [...ids.shape, this.width]);
    });
  }
}
