import { tf } from '../engine';
import type { Random } from './random';

/** Sets a share of the numbers to zero while training and scales the others up (Srivastava et al. 2014). */
export class Dropout {
  /** @param rate share that is dropped, 0 <= rate < 1 */
  constructor(private readonly rate: number) {
    if (!(rate >= 0 && rate < 1)) throw new Error(`A dropout rate must be in [0, 1), found ${rate}.`);
  }

  /**
   * Sets a share of the numbers to 0 and scales up the rest.
   * @param random given while training; without it the input passes unchanged
   */
  forward<T extends tf.Tensor>(x: T, random?: Random): T {
    if (!random || this.rate === 0) return tf.clone(x) as T;
    return tf.tidy(() => {
      const kept = tf.cast(tf.greaterEqual(random.uniformTensor(x.shape), this.rate), 'float32');
      return tf.mul(x, tf.mul(kept, 1 / (1 - this.rate))) as T;
    });
  }
}
