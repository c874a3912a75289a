import { Bfloat16Matrix, tf, tidy } from '../engine';
import { type Initializer, uniformFanIn, zeros } from './initializers';
import type { Scope } from './parameters';

/** Whether a linear map has a bias, and how it starts. */
export interface LinearOptions {
  /** Adds `bias` (default true). */
  bias?: boolean;
  /** Initial weight; default: uniform by fan in, as PyTorch. The bias starts at zero. */
  weight?: Initializer;
}

/** y = x W^T + b over the last axis, with W [out, in] as PyTorch stores it. */
export class Linear {
  /** A frozen weight may be kept in bfloat16. */
  readonly weight: tf.Variable | Bfloat16Matrix;
  readonly bias?: tf.Variable;
  private readonly path: string;

  constructor(
    scope: Scope,
    private readonly inputWidth: number,
    private readonly outputWidth: number,
    { bias = true, weight = uniformFanIn(inputWidth) }: LinearOptions = {},
  ) {
    this.path = scope.path;
    this.weight = scope.matrix('weight', [outputWidth, inputWidth], weight);
    if (bias) this.bias = scope.parameter('bias', [outputWidth], zeros);
  }

  /** @param x [..., in] @returns [..., out] */
  forward(x: tf.Tensor): tf.Tensor {
    this.check(x);
    return tf.tidy(() => {
      const members = this.weight.shape.length === 3 ? [this.weight.shape[0]!] : [];
      if (x.rank === 2 && members.length === 0) return this.addBias(this.product(x)); // no reshape: decoding runs hundreds
      const rows = tf.reshape(x, [...members, -1, this.inputWidth]); // [rows, in], or [members, rows, in]
      return tf.reshape(this.addBias(this.product(rows)), [...x.shape.slice(0, -1), this.outputWidth]);
    });
  }

  /**
   * Several maps of the same x as one product, which takes less time than each alone.
   * @returns [..., the maps' out together]; undefined where weights are no plain matrices, or there is one map only
   */
  static together(maps: readonly Linear[], x: tf.Tensor): tf.Tensor | undefined {
    const weights = maps.flatMap(({ weight }) => (weight instanceof tf.Variable && weight.rank === 2 ? [weight] : []));
    if (maps.length < 2 || weights.length < maps.length) return undefined;
    for (const map of maps) map.check(x);
    return tidy(() => {
      const biases = maps.flatMap(({ bias }) => (bias ? [bias] : []));
      const product = tf.matMul(tf.reshape(x, [-1, x.shape.at(-1)!]), tf.concat(weights), false, true);
      const rows = biases.length > 0 ? tf.add(product, tf.concat(biases)) : product;
      return tf.reshape(rows, [...x.shape.slice(0, -1), rows.shape[1]!]);
    });
  }

  private check(x: tf.Tensor): void {
    if (x.shape.at(-1) !== this.inputWidth)
      throw new Error(`Linear map ${this.path}: found input [${x.shape}], expected [..., ${this.inputWidth}].`);
  }

  private product(rows: tf.Tensor): tf.Tensor {
    const { weight } = this;
    if (weight instanceof Bfloat16Matrix) return weight.multiply(rows as tf.Tensor2D);
    return tf.matMul(rows, weight, false, true);
  }

  /** [out] is added as it is; [members, out] as [members, 1, out], to broadcast over a member's rows. */
  private addBias(product: tf.Tensor): tf.Tensor {
    const { bias } = this;
    if (!bias) return product;
    return tf.add(product, bias.rank === 1 ? bias : tf.expandDims(bias, 1));
  }
}
