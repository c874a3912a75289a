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
    return tf.tidy(() => normalise(x, this.spread(this.weight, x), this.spread(this.bias, x), this.epsilon));
  }

  /** [width] stays; [members, width] -> [members, 1, ..., width], to broadcast over a member's rows. */
  private spread(parameter: tf.Variable, x: tf.Tensor): tf.Tensor {
    if (parameter.rank === 1) return parameter;
    const [members, width] = parameter.shape as [number, number];
    return tf.reshape(parameter, [members, ...new Array<number>(x.rank - 2).fill(1), width]);
  }
}

/** The formula with its gradient in closed form, which takes a third of the operations of the gradients of its parts. */
function normalise(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  return tf.customGrad((...inputs) => {
    const [rows, gain, shift, save] = inputs as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const centred = tf.sub(rows, tf.mean(rows, -1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon)); // [..., 1]
    const normal = tf.mul(centred, scale);
    save([normal, scale, gain]);
    return { value: tf.add(tf.mul(normal, gain), shift), gradFunc };
  })(x, weight, bias);
}

function gradFunc(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [normal, scale, gain] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
  const dNormal = tf.mul(dy, gain);
  const mean = tf.mean(dNormal, -1, true);
  const correlation = tf.mean(tf.mul(dNormal, normal), -1, true);
  const dx = tf.mul(scale, tf.sub(tf.sub(dNormal, mean), tf.mul(normal, correlation)));
  return [dx, sumTo(tf.mul(dy, normal), gain.shape), sumTo(dy, gain.shape)];
}

/** The gradient of what was broadcast from a shape: the sum over the axes that grew. */
function sumTo(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (shape.length === 1) return tf.sum(tf.reshape(x, [-1, shape[0]!]), 0);
  const grown = shape.flatMap((length, axis) => (length === 1 && x.shape[axis] !== 1 ? [axis] : []));
  return tf.sum(x, grown, true);
}
