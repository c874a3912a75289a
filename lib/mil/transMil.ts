import { tf, tidy } from '../engine';
import { checkCount, LayerNorm, Linear, NO_ROW, normal, type Scope, takeRows } from '../nn';
import { squareSide } from './grid';
import { checkBag, lengthsOf, prefixMask } from './mask';
import { Nystrom, type NystromBag, type NystromOptions } from './nystrom';
import type { MilInputs, PooledBag, Pooler } from './pooler';
import { Ppeg } from './ppeg';

/** Sizes of TransMIL. */
export interface TransMilOptions {
  /** D of an instance. */
  instanceWidth: number;
  classes: number;
  /** Width of the two layers (default 512). */
  width?: number;
  /** Default 8. */
  heads?: number;
  /** Landmarks of the Nystrom attention (default: half of the width). */
  landmarks?: number;
  /** Default 0.1; acts while training only. */
  dropout?: number;
  /** See `NystromOptions`; `batch` as the published code (default `bag`). */
  pinverseScale?: NystromOptions['pinverseScale'];
}

export interface TransMilBag extends PooledBag {
  /** The class token after the last layer norm: [B, width]. */
  pooled: tf.Tensor2D;
  /**
   * How the class token reads each instance in the second layer, the mean over heads: [B, M]. Nystrom attention
   * approximates a softmax, so a weight can be a little below 0; the token's own share is not shown.
   */
  weights: tf.Tensor2D;
  /** [B, classes] */
  logits: tf.Tensor2D;
}

/** TransMIL's layer: x + Nystrom(LN(x)). Cost O(M m D). Parameters `norm.*` and those of `Nystrom`. */
export class TransLayer {
  private readonly norm: LayerNorm;
  private readonly attention: Nystrom;

  constructor(scope: Scope, options: NystromOptions) {
    this.norm = new LayerNorm(scope.child('norm'), options.width);
    this.attention = new Nystrom(scope.child('attention'), options);
  }

  /**
   * Adds to each instance what it learns of the others.
   * @param bag [B, M, D] @param mask [B, M] with padding last @returns the same shape
   */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor, inputs?: MilInputs): NystromBag {
    return tidy(() => {
      const attended = this.attention.forward(this.norm.forward(bag) as tf.Tensor3D, mask, inputs);
      return { ...attended, bag: tf.add(bag, attended.bag) as tf.Tensor3D };
    });
  }
}

/**
 * TransMIL (Shao et al. 2021): instances mapped to `width` and repeated to a square number, a class token in front,
 * a Nystrom layer, PPEG, a Nystrom layer; the token's row is classified. Cost O(M m D). Depends on the order of
 * instances. A mask must have its padding last. Parameters `input`, `cls_token`, `layer1`, `ppeg`, `layer2`, `norm`, `head`.
 */
export class TransMil implements Pooler {
  private readonly input: Linear;
  private readonly token: tf.Variable;
  private readonly first: TransLayer;
  private readonly ppeg: Ppeg;
  private readonly second: TransLayer;
  private readonly norm: LayerNorm;
  private readonly head: Linear;

  constructor(scope: Scope, { instanceWidth, classes, width = 512, heads = 8, ...options }: TransMilOptions) {
    checkCount('classes', classes);
    const { landmarks = Math.ceil(width / 2), dropout = 0.1, pinverseScale } = options;
    const layer = { width, heads, landmarks, dropout, pinverseScale };
    this.input = new Linear(scope.child('input'), instanceWidth, width);
    this.token = scope.parameter('cls_token', [1, 1, width], normal(1));
    this.first = new TransLayer(scope.child('layer1'), layer);
    this.ppeg = new Ppeg(scope.child('ppeg'), { width, cls: true });
    this.second = new TransLayer(scope.child('layer2'), layer);
    this.norm = new LayerNorm(scope.child('norm'), width);
    this.head = new Linear(scope.child('head'), width, classes);
  }

  /** Scores each bag for each class. @param bag [B, M, D] @param mask [B, M] with padding last */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor, inputs?: MilInputs): TransMilBag {
    checkBag(bag, mask);
    const [batch, count] = bag.shape;
    const lengths = mask ? lengthsOf(mask) : new Array<number>(batch).fill(count);
    return tidy(() => {
      const embedded = takeRows(tf.relu(this.input.forward(bag)) as tf.Tensor3D, squares(lengths));
      const rows = tf.concat([tf.tile(this.token, [batch, 1, 1]), embedded], 1) as tf.Tensor3D; // [B, 1 + S, width]
      const rowMask =
        mask &&
        prefixMask(
          lengths.map((length) => 1 + squareSide(length) ** 2),
          rows.shape[1],
        );
      const encoded = this.ppeg.forward(this.first.forward(rows, rowMask, inputs).bag, { mask: rowMask });
      const last = this.second.forward(encoded, rowMask, inputs);
      const token = tf.squeeze(tf.slice(this.norm.forward(last.bag), [0, 0, 0], [-1, 1, -1]), [1]);
      const weights = foldRepeats(tokenWeights(last), lengths, count);
      return { pooled: token as tf.Tensor2D, weights, logits: this.head.forward(token) as tf.Tensor2D };
    });
  }
}

/** The rows that fill each bag's square: all instances, then the first ones again. */
function squares(lengths: readonly number[]): number[][] {
  const sizes = lengths.map((length) => squareSide(length) ** 2);
  const largest = Math.max(...sizes);
  return lengths.map((length, bag) =>
    Array.from({ length: largest }, (_, i) => (i < sizes[bag]! ? i % length : NO_ROW)),
  );
}

/** Row 0 of the approximate attention map, without its own column, the mean over heads: [B, S]. */
function tokenWeights({ returned, inverse, weights }: NystromBag): tf.Tensor2D {
  const asking = tf.slice(returned, [0, 0, 0, 0], [-1, -1, 1, -1]); // [B, heads, 1, m]
  const map = tf.matMul(tf.matMul(asking, inverse), weights); // [B, heads, 1, 1 + S]
  return tf.mean(tf.squeeze(tf.slice(map, [0, 0, 0, 1], [-1, -1, -1, -1]), [2]), 1);
}

/** Adds an instance's repeated copy in the square to it: [B, S] -> [B, M]. */
function foldRepeats(weights: tf.Tensor2D, lengths: readonly number[], count: number): tf.Tensor2D {
  const copy = (which: number) =>
    lengths.map((length) =>
      Array.from({ length: count }, (_, i) => {
        const place = i + which * length;
        return i < length && place < squareSide(length) ** 2 ? place : NO_ROW;
      }),
    );
  const column = tf.expandDims(weights, 2) as tf.Tensor3D;
  return tf.squeeze(tf.add(takeRows(column, copy(0)), takeRows(column, copy(1))), [2]);
}
