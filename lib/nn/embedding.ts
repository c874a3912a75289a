import { tf, tidy } from '../engine';
import { type Initializer, normal } from './initializers';
import { oneHot } from './oneHot';
import type { Scope } from './parameters';

/**
 * A table of vectors by id. Its gradient is a product with one-hot rows, because WebAssembly has no gradient of
 * gather: O(ids x count x width), and nothing while the table is frozen.
 */
export class Embedding {
  readonly weight: tf.Variable;

  constructor(scope: Scope, count: number, width: number, { weight = normal(0.02) }: { weight?: Initializer } = {}) {
    this.weight = scope.parameter('weight', [count, width], weight);
  }

  /** @param ids integers, any shape, 0 <= id < count @returns [...ids.shape, width] */
  forward(ids: tf.Tensor): tf.Tensor {
    const [count, width] = this.weight.shape as [number, number];
    return tidy(() => {
      const flat = tf.cast(tf.reshape(ids, [-1]), 'int32') as tf.Tensor1D; // [ids]
      const look = tf.customGrad((...inputs) => {
        const [table, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
        save([flat]);
        const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.matMul(oneHot(saved!, count), dy, true);
        return { value: tf.gather(table, flat), gradFunc };
      });
      return tf.reshape(look(this.weight), [...ids.shape, width]);
    });
  }
}
