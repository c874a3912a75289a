import { tf, tidy } from '../../engine';
import { Embedding, type Initializer, type Scope } from '../../nn';

/** Into which buckets relative positions fall. */
export interface RelativePositionOptions {
  buckets: number;
  /** Distance from which all positions share the last bucket. */
  maxDistance: number;
  /** Whether keys after the query count; in a decoder they are all in bucket 0. */
  bidirectional: boolean;
}

/**
 * The bucket of a relative position (key - query), as T5 computes it (Raffel et al. 2020) in float32: half of the
 * buckets hold one distance each, the others grow with the logarithm up to `maxDistance`.
 */
export function relativePositionBucket(
  position: number,
  { buckets, maxDistance, bidirectional }: RelativePositionOptions,
) {
  const count = bidirectional ? Math.floor(buckets / 2) : buckets;
  const offset = bidirectional && position > 0 ? count : 0;
  const distance = bidirectional ? Math.abs(position) : Math.max(-position, 0);
  const exact = Math.floor(count / 2);
  if (distance < exact) return offset + distance;
  const { fround } = Math;
  const logarithm = fround(Math.log(fround(distance / exact)));
  const share = fround(logarithm / Math.log(maxDistance / exact));
  const grown = exact + Math.trunc(fround(share * (count - exact)));
  return offset + Math.min(grown, count - 1);
}

/** A learned score for each head and bucket of relative positions, added to the scores of attention in every block. */
export class RelativePositionBias {
  private readonly table: Embedding;

  constructor(
    scope: Scope,
    private readonly heads: number,
    private readonly options: RelativePositionOptions,
    weight: Initializer,
  ) {
    this.table = new Embedding(scope, options.buckets, heads, { weight });
  }

  /** @param first place of the first query; keys are at 0, 1, ... @returns [1, heads, queries, keys] */
  forward(queries: number, keys: number, first = 0): tf.Tensor4D {
    const ids = new Int32Array(queries * keys);
    for (let i = 0; i < ids.length; i++) {
      ids[i] = relativePositionBucket((i % keys) - Math.floor(i / keys) - first, this.options);
    }
    return tidy(() => {
      const biases = this.table.forward(tf.tensor1d(ids, 'int32')); // [queries keys, heads]
      return tf.reshape(tf.transpose(biases), [1, this.heads, queries, keys]) as tf.Tensor4D;
    });
  }
}
