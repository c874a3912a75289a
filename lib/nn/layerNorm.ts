import { tf } from '../engine';
import { ones, zeros } from './initializers';
import type { Scope } from './parameters';

/** Layer normalisation over the last axis (Ba et al. 2016): (x - mean) / sqrt(variance + epsilon) * weight + bias. */
export class LayerNorm {
  private readonly weight: tf.Variable;
  private readonly bias: tf.Variable;

  /** @param epsilon added to the variance; BERT uses 1e-12, PyTorch's default is 1e-5 */
  constructor(
    scope: Scope,
    width: number,
    private readonly epsilon = 1e-5,
  ) {
    this.weight = scope.parameter('weight', [width], ones);
    this.bias = scope.parameter('bias', [width], zeros);
  }

  /** @param x [..., width] @returns the same shape */
  forward(x: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const variance = tf.mean(tf.square(centred), -1, true);
      const normalised = tf.mul(centred, tf.rsqrt(tf.add(variance, this.epsilon)));
      return tf.add(tf.mul(normalised, this.spread(this.weight, x)), this.spread(this.bias, x));
    });
  }

  /** [width] stays; [members, width] -> [members, 1, ..., width], to broadcast over a member's rows. */
  private spread(parameter: tf.Variable, x: tf.Tensor): tf.Tensor {
    if (parameter.rank === 1) return parameter;
    const [members, width] = parameter.shape as [number, number];
    return tf.reshape(parameter, [members, ...new Array<number>(x.rank - 2).fill(1), width]);
  }
}
