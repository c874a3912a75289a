import { isRecording, recompute, tf, tidy } from '../engine';
import { Dropout } from './dropout';
import type { Initializer } from './initializers';
import { Linear } from './linear';
import type { Scope } from './parameters';
import type { Random } from './random';
import { maskedSoftmax } from './softmax';

/** What attention computes. */
export interface Attended {
  /** [B, R, D] */
  output: tf.Tensor3D;
  /** The attention map A: [B, heads, R, M]; each row sums to 1. */
  weights: tf.Tensor4D;
}

/** [B, M, D], or the same rows flat [B M, D] with `batch` given, -> [B, heads, M, D / heads] */
export function splitHeads(x: tf.Tensor, heads: number, batch = x.shape[0]!): tf.Tensor4D {
  const width = x.shape.at(-1)!;
  const count = x.size / (batch * width);
  // One row a sample, as in decoding token by token: the same numbers in the same order, so no transpose.
  if (count === 1) return tf.reshape(x, [batch, heads, 1, width / heads]);
  return tf.tidy(() => tf.transpose(tf.reshape(x, [batch, count, heads, width / heads]), [0, 2, 1, 3]));
}

/** [B, heads, M, D / heads] -> [B, M, D] */
export function mergeHeads(x: tf.Tensor): tf.Tensor3D {
  const [batch, heads, count, width] = x.shape as [number, number, number, number];
  if (count === 1) return tf.reshape(x, [batch, 1, heads * width]);
  return tf.tidy(() => tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, count, heads * width]));
}

/** [B, M] -> [B, 1, 1, M], which broadcasts over heads and queries */
const keyMask = (mask: tf.Tensor) => tf.reshape(mask, [mask.shape[0]!, 1, 1, mask.shape[1]!]);

/** What changes the scores and the map of attention. */
export interface AttendHeadsOptions {
  /** The factor on the scores; default: 1/sqrt(D / heads). */
  scale?: number;
  /** Added to the scores: broadcastable to [B, heads, R, M], e.g. relative positions, or a penalty on what is hidden. */
  bias?: tf.Tensor;
  /** [B, M], 1 a key that counts, 0 padding. */
  mask?: tf.Tensor;
  /** Changes the attention map before it meets the values, as dropout does. */
  thin?: (weights: tf.Tensor) => tf.Tensor;
}

/** Number of heads, and what changes their map. */
export interface AttendOptions extends AttendHeadsOptions {
  heads: number;
}

/**
 * Attention of heads that are split already, as caches of keys and values keep them.
 * @param q [B, heads, R, d] @param k [B, heads, M, d] @param v [B, heads, M, d]
 * @returns output [B, heads, R, d], weights [B, heads, R, M]
 */
export function attendHeads(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  options: AttendHeadsOptions = {},
): { output: tf.Tensor4D; weights: tf.Tensor4D } {
  const { thin = (weights) => weights, bias } = options;
  return tidy(() => {
    const weights = attentionMap(q, k, options); // [B, heads, R, M]
    if (!isWorthRecomputing(weights, q, k)) return { output: tf.matMul(thin(weights), v) as tf.Tensor4D, weights };
    const output = recompute(
      (...[q, k, v, bias]) => tf.matMul(thin(attentionMap(q!, k!, { ...options, bias })), v!) as tf.Tensor4D,
      [q, k, v, ...(bias ? [bias] : [])],
      [],
    );
    return { output, weights };
  });
}

/** softmax(scale Q K^T + bias), without the masked keys: [B, heads, R, M] */
function attentionMap(q: tf.Tensor, k: tf.Tensor, { scale, bias, mask }: AttendHeadsOptions): tf.Tensor4D {
  const factor = scale ?? 1 / Math.sqrt(q.shape.at(-1)!);
  const products = tf.matMul(factor === 1 ? q : tf.mul(q, factor), k, false, true);
  const scores = bias ? tf.add(products, bias) : products;
  return maskedSoftmax(scores, mask && keyMask(mask)) as tf.Tensor4D;
}

/** A map is kept for the gradient unless it has more numbers than this times what it is computed from. */
const LARGE_MAP = 4;

/**
 * Whether a map's memory is better spent: then the gradient computes it again. Only in compiled steps, which leave out
 * the map that is returned where nobody asks for it.
 */
const isWorthRecomputing = (map: tf.Tensor, q: tf.Tensor, k: tf.Tensor) =>
  isRecording() && map.size > LARGE_MAP * (q.size + k.size);

/**
 * Attention(Q, K, V) = softmax(Q K^T / sqrt(D)) V, Eq. 1, in each head apart. Cost O(R M D).
 * @param q [B, R, D] @param k [B, M, D] @param v [B, M, D]
 */
export function attend(q: tf.Tensor3D, k: tf.Tensor3D, v: tf.Tensor3D, { heads, ...options }: AttendOptions): Attended {
  return tidy(() => {
    const { output, weights } = attendHeads(splitHeads(q, heads), splitHeads(k, heads), splitHeads(v, heads), options);
    return { output: mergeHeads(output), weights };
  });
}

/** Sizes of multi-head attention. */
export interface AttentionOptions {
  /** Width of the rows that ask. */
  queryWidth: number;
  /** Width of the rows that are asked; default: `queryWidth`. */
  keyWidth?: number;
  /** D, the width of queries, keys and values after projection, all heads together; default: `queryWidth`. */
  width?: number;
  heads: number;
  /** Biases of the three projections (default true). */
  bias?: boolean;
  /** Dropout on the attention map while training (default 0). */
  dropout?: number;
  /** The factor on the scores; default: 1/sqrt(D / heads). */
  scale?: number;
  /** Initial weights of the projections. */
  weight?: Initializer;
}

/** What attention reads beside its rows. */
export interface AttentionInputs {
  /** [B, M], 1 a key that counts, 0 padding. */
  mask?: tf.Tensor;
  /** Added to the scores: broadcastable to [B, heads, R, M], e.g. a penalty on what a row must not see. */
  bias?: tf.Tensor;
  /** Given while training only: draws the dropout. */
  dropout?: Random;
}

/**
 * Multi-head attention: Eq. 1 with Q, K, V = linear maps `query`, `key`, `value` of the inputs.
 * Cost O(R M D). There is no output projection: the layer that uses it has its own.
 */
export class MultiHeadAttention {
  private readonly query: Linear;
  private readonly key: Linear;
  private readonly value: Linear;
  private readonly heads: number;
  private readonly scale: number;
  private readonly dropout: Dropout;

  constructor(scope: Scope, options: AttentionOptions) {
    const { queryWidth, keyWidth = queryWidth, width = queryWidth, heads, bias = true, weight } = options;
    if (width % heads !== 0) throw new Error(`The width must be a multiple of the heads, found ${width} and ${heads}.`);
    this.query = new Linear(scope.child('query'), queryWidth, width, { bias, weight });
    this.key = new Linear(scope.child('key'), keyWidth, width, { bias, weight });
    this.value = new Linear(scope.child('value'), keyWidth, width, { bias, weight });
    this.heads = heads;
    this.scale = options.scale ?? 1 / Math.sqrt(width / heads);
    this.dropout = new Dropout(options.dropout ?? 0);
  }

  /**
   * Lets each query read the keys' values, head by head.
   * @param queries [B, R, queryWidth] @param keys [B, M, keyWidth]
   */
  forward(queries: tf.Tensor, keys: tf.Tensor, { mask, bias, dropout }: AttentionInputs = {}): Attended {
    return tidy(() => {
      const { query, key, value } = this;
      const [q, k, v] =
        queries === keys
          ? this.project([query, key, value], queries)
          : [...this.project([query], queries), ...this.project([key, value], keys)];
      const thin = (weights: tf.Tensor) => this.dropout.forward(weights, dropout);
      const { output, weights } = attendHeads(q!, k!, v!, { scale: this.scale, mask, bias, thin });
      return { output: mergeHeads(output), weights };
    });
  }

  /** Linear maps of the same rows [B, M, in], split into heads: of each [B, heads, M, D / heads]. */
  private project(maps: readonly Linear[], x: tf.Tensor): tf.Tensor4D[] {
    const joined = Linear.together(maps, x);
    if (!joined) return maps.map((map) => splitHeads(map.forward(x), this.heads));
    const [batch, count, width] = joined.shape as [number, number, number];
    const { heads } = this;
    const apart = tf.reshape(joined, [batch, count, maps.length, heads, width / (maps.length * heads)]);
    return tf.unstack(tf.transpose(apart, [2, 0, 3, 1, 4])) as tf.Tensor4D[];
  }
}
