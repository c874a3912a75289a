import { tf, tidy } from '../engine';
import {
  checkCount,
  checkOption,
  Dropout,
  depthwiseConvolution,
  Linear,
  maskedSoftmax,
  mergeHeads,
  type Scope,
  splitHeads,
  uniformFanIn,
} from '../nn';
import { type Canvas, landmarkMeans, layOut, placeOnCanvas } from './landmarks';
import { checkBag } from './mask';
import type { CorrelatedBag, Correlation, MilInputs } from './pooler';
import { pseudoInverse, pseudoInverseScales } from './pseudoInverse';

/** Sizes of the Nystrom attention, and how well it approximates. */
export interface NystromOptions {
  /** D of an instance. */
  width: number;
  /** Default 8. */
  heads?: number;
  /** m, the landmarks that stand for all instances (default 64). */
  landmarks?: number;
  /** Steps of the iterative pseudo-inverse (default 6). */
  iterations?: number;
  /** Length of the convolution of the values, an odd number (default 33). */
  residualKernel?: number;
  /** See `pseudoInverse`: `bag` (default), or `batch` as the published code. */
  pinverseScale?: (typeof pseudoInverseScales)[number];
  /** Dropout on the output while training (default 0). */
  dropout?: number;
}

export interface NystromBag extends CorrelatedBag {
  /**
   * How the landmarks read the instances: [B, heads, m, M]. Zero rows that fill the bag up to a multiple of m have
   * their share too, so the rows shown sum to at most 1.
   */
  weights: tf.Tensor4D;
  /** How the instances read the landmarks: [B, heads, M, m]. */
  returned: tf.Tensor4D;
  /** The approximate inverse Z of the landmarks' own attention: [B, heads, m, m]. */
  inverse: tf.Tensor4D;
}

export interface NystromInputs extends MilInputs {
  canvas?: Canvas;
}

/**
 * Nystrom attention: softmax(Q K^T) V is approximated by softmax(Q K~^T) Z softmax(Q~ K^T) V, with m landmarks Q~, K~
 * (means of consecutive rows) and Z the pseudo-inverse of softmax(Q~ K~^T), plus a convolution of V along the bag.
 * Xiong et al. 2021, Eq. 13-15, in the form that TransMIL uses. Cost O(M m D). It depends on the order of instances.
 * A mask must have its padding last; then a padded bag gives exactly what the bag gives alone.
 * Parameters `qkv.weight`, `conv.weight`, `out.weight`, `out.bias`.
 */
export class Nystrom implements Correlation {
  private readonly qkv: Linear;
  private readonly kernel: tf.Variable;
  private readonly out: Linear;
  private readonly dropout: Dropout;
  private readonly heads: number;
  private readonly landmarks: number;
  private readonly iterations: number;
  private readonly pinverseScale: (typeof pseudoInverseScales)[number];

  constructor(scope: Scope, options: NystromOptions) {
    const { width, heads = 8, landmarks = 64, iterations = 6, residualKernel = 33, pinverseScale = 'bag' } = options;
    if (width % heads !== 0) throw new Error(`The width must be a multiple of the heads, found ${width} and ${heads}.`);
    if (residualKernel % 2 !== 1)
      throw new Error(`Option residualKernel: found ${residualKernel}, expected an odd number.`);
    checkCount('landmarks', landmarks);
    checkCount('iterations', iterations);
    checkOption('pinverseScale', pinverseScale, pseudoInverseScales);
    this.qkv = new Linear(scope.child('qkv'), width, 3 * width, { bias: false });
    this.kernel = scope.parameter('conv.weight', [heads, 1, residualKernel, 1], uniformFanIn(residualKernel));
    this.out = new Linear(scope.child('out'), width, width);
    this.dropout = new Dropout(options.dropout ?? 0);
    this.heads = heads;
    this.landmarks = landmarks;
    this.iterations = iterations;
    this.pinverseScale = pinverseScale;
  }

  /**
   * Lets the instances of each bag see each other, through landmarks. `canvas` is what follows from the mask, where it was
   * made before (`bagLayout`).
   * @param bag [B, M, D] @param mask [B, M] with padding last @returns the same shape
   */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor, { dropout, canvas: given }: NystromInputs = {}): NystromBag {
    checkBag(bag, mask);
    return tidy(() => {
      const canvas = given ?? layOut(bag.shape, this.landmarks, mask);
      const rows = placeOnCanvas(bag, canvas, mask); // [B, S, D], instances in the last M rows
      const [q, k, v] = this.project(rows);
      const [landmarkQ, landmarkK] = this.project(landmarkMeans(rows, canvas)); // the maps are linear: mean, then map
      const returned = softmaxOf(this.split(lastRows(q, bag.shape[1])), this.split(landmarkK)); // [B, heads, M, m]
      const among = softmaxOf(this.split(landmarkQ), this.split(landmarkK)); // [B, heads, m, m]
      const reading = softmaxOf(this.split(landmarkQ), this.split(k), canvas.mask); // [B, heads, m, S]
      const inverse = pseudoInverse(among, { iterations: this.iterations, scale: this.pinverseScale });
      const summary = tf.matMul(reading, this.split(v)); // [B, heads, m, D/heads]
      const attended = mergeHeads(tf.matMul(tf.matMul(returned, inverse), summary)); // [B, M, D]
      const output = this.out.forward(tf.add(attended, lastRows(this.convolve(v), bag.shape[1])));
      const weights = tf.slice(reading, [0, 0, 0, canvas.front], [-1, -1, -1, -1]) as tf.Tensor4D;
      return { bag: this.dropout.forward(output, dropout) as tf.Tensor3D, weights, returned, inverse };
    });
  }

  /** @returns Q (scaled), K and V, each [B, rows, D] */
  private project(rows: tf.Tensor3D): Projected {
    const [q, k, v] = tf.split(this.qkv.forward(rows), 3, 2) as Projected;
    return [tf.mul(q, 1 / Math.sqrt(rows.shape[2] / this.heads)), k, v];
  }

  private split = (x: tf.Tensor3D) => splitHeads(x, this.heads);

  /** Each head's values along the bag with that head's kernel: [B, S, D] */
  private convolve(v: tf.Tensor3D): tf.Tensor3D {
    const [batch, count, width] = v.shape;
    const length = this.kernel.shape[2]!;
    const byHead = tf.transpose(tf.reshape(this.kernel, [this.heads, length, 1]), [1, 0, 2]); // [length, heads, 1]
    const byChannel = tf.mul(byHead, tf.ones([1, 1, width / this.heads])); // [length, heads, D/heads]
    const column = tf.reshape(v, [batch, count, 1, width]) as tf.Tensor4D;
    return tf.reshape(depthwiseConvolution(column, tf.reshape(byChannel, [length, 1, width, 1])), v.shape);
  }
}

type Projected = [q: tf.Tensor3D, k: tf.Tensor3D, v: tf.Tensor3D];

const softmaxOf = (q: tf.Tensor4D, k: tf.Tensor4D, mask?: tf.Tensor) =>
  maskedSoftmax(tf.matMul(q, k, false, true), mask) as tf.Tensor4D;

/** The last `count` rows of [B, S, D]. */
const lastRows = (x: tf.Tensor3D, count: number): tf.Tensor3D =>
  tf.slice(x, [0, x.shape[1] - count, 0], [-1, count, -1]);
