import { tf } from '../engine';
import { type Initializer, uniformFanIn, zeros } from './initializers';
import type { Scope } from './parameters';

export interface LinearOptions {
  /** Adds `bias` (default true). */
  bias?: boolean;
  /** Initial weight; default: uniform by fan in, as PyTorch. The bias starts at zero. */
  weight?: Initializer;
}

/** y = x W^T + b over the last axis, with W [out, in] as PyTorch stores it. */
export class Linear {
  readonly weight: tf.Variable;
  readonly bias?: tf.Variable;
  private readonly path: string;

  constructor(
    scope: Scope,
    private readonly inputWidth: number,
    private readonly outputWidth: number,
    { bias = true, weight = uniformFanIn(inputWidth) }: LinearOptions = {},
  ) {
    this.path = scope.path;
    this.weight = scope.parameter('weight', [outputWidth, inputWidth], weight);
    if (bias) this.bias = scope.parameter('bias', [outputWidth], zeros);
  }

  /** @param x [..., in] @returns [..., out] */
  forward(x: tf.Tensor): tf.Tensor {
    const width = x.shape.at(-1);
    if (width !== this.inputWidth) {
      throw new Error(`Linear map ${this.path}: found input [${x.shape}], expected [..., ${this.inputWidth}].`);
    }
    return tf.tidy(() => {
      if (x.rank === 2 && this.weight.rank === 2) return this.forwardRows(x);
      const members = this.weight.rank === 3 ? [this.weight.shape[0]!] : [];
      const rows = tf.reshape(x, [...members, -1, this.inputWidth]); // [rows, in], or [members, rows, in]
      const product = tf.matMul(rows, this.weight, false, true);
      return tf.reshape(this.bias ? tf.add(product, this.biasFor(this.bias)) : product, [
        ...x.shape.slice(0, -1),
        this.outputWidth,
      ]);
    });
  }

  /** [rows, in] -> [rows, out], without a reshape: decoding runs hundreds of small maps a token. */
  private forwardRows(x: tf.Tensor): tf.Tensor {
    const product = tf.matMul(x, this.weight, false, true);
    return this.bias ? tf.add(product, this.bias) : product;
  }

  /** [out] stays; [members, out] -> [members, 1, out], to broadcast over a member's rows. */
  private biasFor(bias: tf.Variable): tf.Tensor {
    return bias.rank === 1 ? bias : tf.expandDims(bias, 1);
  }
}
