import { tf, tidy } from '../engine';
import { attendHeads, type Initializer, Linear, mergeHeads, type Scope, splitHeads } from '../nn';

/** Keys and values of one attention, heads split, as they are kept from token to token: [B, heads, M, d] each. */
export interface KeyValues {
  keys: tf.Tensor4D;
  values: tf.Tensor4D;
}

/** Keys and values of all layers as one list, which is how a state keeps them. */
export const flattenKeyValues = (layers: readonly KeyValues[]): tf.Tensor[] =>
  layers.flatMap(({ keys, values }) => [keys, values]);

/** The inverse of `flattenKeyValues`. */
export const pairKeyValues = (tensors: readonly tf.Tensor[]): KeyValues[] =>
  Array.from({ length: tensors.length / 2 }, (_, i) => ({
    keys: tensors[2 * i] as tf.Tensor4D,
    values: tensors[2 * i + 1] as tf.Tensor4D,
  }));

export interface CachedAttentionOptions {
  /** D, of the rows that come in and go out. */
  width: number;
  heads: number;
  /** d, of one head. */
  headWidth: number;
  bias: boolean;
  /** The factor on the scores. */
  scale: number;
  weight: Initializer;
  /** The parameters' names, which differ from model to model. */
  names: { query: string; key: string; value: string; output: string };
}

/**
 * Multi-head attention whose keys and values can be kept, with output projection. Rows of a batch come flat, [B R, D]:
 * linear maps work row by row, and with one row a sample, as in decoding, nothing has to be reshaped for them.
 */
export class CachedAttention {
  private readonly query: Linear;
  private readonly key: Linear;
  private readonly value: Linear;
  private readonly output: Linear;
  private readonly heads: number;
  private readonly scale: number;

  constructor(scope: Scope, { width, heads, headWidth, bias, scale, weight, names }: CachedAttentionOptions) {
    const inner = heads * headWidth;
    this.query = new Linear(scope.child(names.query), width, inner, { bias, weight });
    this.key = new Linear(scope.child(names.key), width, inner, { bias, weight });
    this.value = new Linear(scope.child(names.value), width, inner, { bias, weight });
    this.output = new Linear(scope.child(names.output), inner, width, { bias, weight });
    this.heads = heads;
    this.scale = scale;
  }

  /**
   * Keys and values of rows [B M, D].
   * @param past those of the places before, which stay in front
   * @param write [B, 1, capacity, 1], 1 at the place of the one new row: `past` has room for all, zeros where none is yet
   */
  keyValues(rows: tf.Tensor, batch: number, past?: KeyValues, write?: tf.Tensor): KeyValues {
    return tidy(() => {
      const keys = splitHeads(this.key.forward(rows), this.heads, batch);
      const values = splitHeads(this.value.forward(rows), this.heads, batch);
      if (!past) return { keys, values };
      if (write) return { keys: put(past.keys, keys, write), values: put(past.values, values, write) };
      return { keys: tf.concat([past.keys, keys], 2), values: tf.concat([past.values, values], 2) };
    });
  }

  /**
   * @param rows [B R, D], where B is the batch of the keys: with several sequences a prompt, R counts them together
   * @param bias added to the scores, broadcastable to [B, heads, R, M]
   * @returns output [B R, D], weights [B, heads, R, M]
   */
  forward(rows: tf.Tensor, { keys, values }: KeyValues, bias?: tf.Tensor) {
    return tidy(() => {
      const queries = splitHeads(this.query.forward(rows), this.heads, keys.shape[0]);
      const { output, weights } = attendHeads(queries, keys, values, { scale: this.scale, bias });
      const merged = tf.reshape(mergeHeads(output), [rows.shape[0]!, -1]); // [B R, heads d]
      return { output: this.output.forward(merged), weights };
    });
  }
}

const put = (past: tf.Tensor4D, row: tf.Tensor4D, write: tf.Tensor): tf.Tensor4D => tf.add(past, tf.mul(row, write));
