import { tf, tidy } from '../engine';
import { Embedding, HIDDEN_PENALTY, LayerNorm, Linear, normal, rowsForBatch, type Scope } from '../nn';
import { BertAttention, BertFeedForward, type QFormerOptions } from '../vpg';

export interface JointQFormerOptions
  extends Required<Pick<QFormerOptions, 'queries' | 'width' | 'layers' | 'heads' | 'hidden'>> {
  instanceWidth: number;
  crossAttentionEvery?: number;
  vocabulary: number;
  /** Longest text in tokens. */
  positions: number;
  /** Width of the space in which queries and texts meet. */
  space: number;
}

/** What sees what, where queries and text stand in one row: everything, or the text only what is before it. */
export type JointAttention = 'all' | 'causal';

const EPSILON = 1e-12;

/**
 * The QFormer as it is pretrained (BLIP-2, Li et al. 2023, Sec. 3.2): a text may stand beside the queries. Both share the
 * self-attention; only queries read the instances, and texts have feed-forward layers of their own. The queries' parts
 * carry the names of `QFormer`, which is what remains of it; the rest carries Hugging Face's where it has one.
 */
export class JointQFormer {
  readonly queries: number;
  private readonly queryTokens: tf.Variable;
  private readonly words: Embedding;
  private readonly positions: Embedding;
  private readonly norm: LayerNorm;
  private readonly layers: JointLayer[];
  private readonly projections: { query: Linear; text: Linear };
  private readonly matching: Linear;
  private readonly head: Linear;

  constructor(scope: Scope, options: JointQFormerOptions) {
    const { queries, width, layers, crossAttentionEvery = 2, vocabulary, positions, space } = options;
    const weight = normal(1 / Math.sqrt(width));
    const inner = scope.child('qformer');
    this.queries = queries;
    this.queryTokens = scope.parameter('query_tokens', [1, queries, width], weight);
    this.norm = new LayerNorm(inner.child('layernorm'), width, EPSILON);
    this.layers = Array.from(
      { length: layers },
      (_, i) => new JointLayer(inner.child('encoder').child('layer').child(i), options, i % crossAttentionEvery === 0),
    );
    const embeddings = scope.child('embeddings');
    this.words = new Embedding(embeddings.child('word_embeddings'), vocabulary, width, { weight });
    this.positions = new Embedding(embeddings.child('position_embeddings'), positions, width, { weight });
    this.projections = {
      query: new Linear(scope.child('vision_projection'), width, space, { weight }),
      text: new Linear(scope.child('text_projection'), width, space, { weight }),
    };
    this.matching = new Linear(scope.child('itm_head'), width, 2, { weight });
    this.head = new Linear(scope.child('cls'), width, vocabulary, { weight: normal(0.02) });
  }

  /** Texts alone, every token sees every other one. @param ids int32 [B, T] @param mask [B, T] @returns [B, T, D] */
  readText(ids: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor3D {
    return tidy(() => {
      const [batch, length] = ids.shape;
      const bias = tf.mul(tf.reshape(tf.sub(1, mask), [batch, 1, 1, length]), HIDDEN_PENALTY);
      let x = this.norm.forward(this.embed(ids));
      for (const layer of this.layers) x = layer.forward(x, { bias, queries: 0 });
      return x as tf.Tensor3D;
    });
  }

  /**
   * Queries and texts in one row.
   * @param instances [B, M, instance width] @param ids int32 [B, T] @param mask [B, T]
   * @returns queries [B, R, D], text [B, T, D]; with `causal`, the queries are those without a text
   */
  readBoth(instances: tf.Tensor, ids: tf.Tensor2D, mask: tf.Tensor2D, attention: JointAttention) {
    const { queries } = this;
    return tidy(() => {
      const [batch, length] = ids.shape;
      const tokens = rowsForBatch(this.queryTokens, batch); // [B, R, D]
      let x = this.norm.forward(tf.concat([tokens, this.embed(ids)], 1)); // [B, R + T, D]
      const bias = jointBias(mask, queries, attention);
      for (const layer of this.layers) x = layer.forward(x, { bias, queries, instances });
      const width = x.shape[2]!;
      return {
        queries: tf.slice(x, [0, 0, 0], [batch, queries, width]) as tf.Tensor3D,
        text: tf.slice(x, [0, queries, 0], [batch, length, width]) as tf.Tensor3D,
      };
    });
  }

  /** Rows in the space in which queries and texts are compared. @param x [..., D] @returns [..., space] */
  project(x: tf.Tensor, side: 'query' | 'text'): tf.Tensor {
    return this.projections[side].forward(x);
  }

  /** Whether a text belongs to the instances: the mean over the queries. @param queries [B, R, D] @returns [B, 2]: no, yes */
  match(queries: tf.Tensor3D): tf.Tensor2D {
    return tidy(() => tf.mean(this.matching.forward(queries), 1) as tf.Tensor2D);
  }

  /** Scores of the next token. @param text [B, T, D] @returns [B, T, vocabulary] */
  nextTokens(text: tf.Tensor3D): tf.Tensor3D {
    return this.head.forward(text) as tf.Tensor3D;
  }

  private embed(ids: tf.Tensor2D): tf.Tensor {
    const places = this.positions.forward(tf.range(0, ids.shape[1], 1, 'int32'));
    return tf.add(this.words.forward(ids), places);
  }
}

/**
 * Penalty on what a row of queries and text must not see: padding; with `causal`, queries see no text, and a token none
 * behind it. @param mask [B, T] @returns [B, 1, R + T, R + T]
 */
export function jointBias(mask: tf.Tensor2D, queries: number, attention: JointAttention): tf.Tensor4D {
  return tidy(() => {
    const [batch, length] = mask.shape;
    const rows = queries + length;
    const counts = tf.reshape(tf.concat([tf.ones([batch, queries]), mask], 1), [batch, 1, 1, rows]);
    const may = Float32Array.from({ length: rows * rows }, (_, i) => {
      const [row, column] = [Math.floor(i / rows), i % rows];
      return attention === 'all' || column < queries || column <= row ? 1 : 0;
    });
    const seen = tf.mul(counts, tf.tensor4d(may, [1, 1, rows, rows]));
    return tf.mul(tf.sub(1, seen), HIDDEN_PENALTY) as tf.Tensor4D;
  });
}

class JointLayer {
  private readonly selfAttention: BertAttention;
  private readonly crossAttention?: BertAttention;
  private readonly queryFeedForward: BertFeedForward;
  private readonly textFeedForward: BertFeedForward;

  constructor(scope: Scope, { width, heads, hidden, instanceWidth }: JointQFormerOptions, crossAttention: boolean) {
    const bert = { width, heads, dropout: 0, epsilon: EPSILON, weight: normal(1 / Math.sqrt(width)) };
    this.selfAttention = new BertAttention(scope.child('attention'), width, bert);
    if (crossAttention) this.crossAttention = new BertAttention(scope.child('crossattention'), instanceWidth, bert);
    this.queryFeedForward = new BertFeedForward(scope, hidden, bert);
    this.textFeedForward = new BertFeedForward(scope, hidden, bert, '');
  }

  /** @param x [B, R + T, D], where `queries` is R */
  forward(
    x: tf.Tensor,
    { bias, queries, instances }: { bias: tf.Tensor; queries: number; instances?: tf.Tensor },
  ): tf.Tensor {
    const attended = this.selfAttention.forward(x, x, undefined, undefined, bias).output;
    if (queries === 0) return this.textFeedForward.forward(attended);
    const [first, text] = tf.split(attended, [queries, x.shape[1]! - queries], 1) as [tf.Tensor, tf.Tensor];
    const read = this.crossAttention?.forward(first, instances!).output ?? first;
    return tf.concat([this.queryFeedForward.forward(read), this.textFeedForward.forward(text)], 1);
  }
}
