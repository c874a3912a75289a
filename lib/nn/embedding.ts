import { tf, tidy } from '../engine';
import { normal } from './initializers';
import { oneHot } from './oneHot';
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
    return tidy(() => {
      const rows = oneHot(tf.reshape(ids, [-1]), this.count); // [ids, count]
      return tf.reshape(tf.matMul(rows, this.weight), [...ids.shape, this.width]);
    });
  }
}
