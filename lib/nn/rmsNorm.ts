import { tf } from '../engine';
import { ones } from './initializers';
import type { Scope } from './parameters';

/** Root-mean-square normalisation over the last axis (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + epsilon) * weight. */
export class RmsNorm {
  private readonly weight: tf.Variable;

  /** @param epsilon added to the mean square; T5 uses 1e-6 */
  constructor(
    scope: Scope,
    width: number,
    private readonly epsilon = 1e-6,
  ) {
    this.weight = scope.parameter('weight', [width], ones);
  }

  /** @param x [..., width] @returns the same shape */
  forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const meanSquare = tf.mean(tf.square(x), -1, true);
      return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, this.epsilon))), this.weight);
    });
  }
}
