import { Bfloat16Matrix, tf } from '../engine';
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
    const width = x.shape.at(-1);
    if (width !== this.inputWidth) {
      throw new Error(`Linear map ${this.path}: found input [${x.shape}], expected [..., ${this.inputWidth}].`);
    }
    return tf.tidy(() => {
      const members = this.weight.shape.length === 3 ? [this.weight.shape[0]!] : [];
      if (x.rank === 2 && members.length === 0) return this.addBias(this.product(x)); // no reshape: decoding runs hundreds
      const rows = tf.reshape(x, [...members, -1, this.inputWidth]); // [rows, in], or [members, rows, in]
      return tf.reshape(this.addBias(this.product(rows)), [...x.shape.slice(0, -1), this.outputWidth]);
    });
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
