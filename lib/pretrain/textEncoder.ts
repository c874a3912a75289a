import { tf, tidy } from '../engine';
import { Embedding, LayerNorm, normal, type Scope } from '../nn';
import { BertAttention, BertFeedForward } from '../vpg';

export interface TextEncoderOptions {
  vocabulary: number;
  /** D. */
  width: number;
  layers: number;
  heads: number;
  /** Longest text in tokens. */
  positions: number;
}

const EPSILON = 1e-12;

/** A small BERT whose first row stands for the text: the text's side of a contrast, which is thrown away afterwards. */
export class TextEncoder {
  private readonly words: Embedding;
  private readonly positions: Embedding;
  private readonly norm: LayerNorm;
  private readonly blocks: { attention: BertAttention; feedForward: BertFeedForward }[];

  constructor(scope: Scope, { vocabulary, width, layers, heads, positions }: TextEncoderOptions) {
    const weight = normal(1 / Math.sqrt(width));
    const options = { width, heads, dropout: 0, epsilon: EPSILON, weight };
    this.words = new Embedding(scope.child('words'), vocabulary, width, { weight });
    this.positions = new Embedding(scope.child('positions'), positions, width, { weight });
    this.norm = new LayerNorm(scope.child('norm'), width, EPSILON);
    this.blocks = Array.from({ length: layers }, (_, i) => {
      const layer = scope.child(i);
      return {
        attention: new BertAttention(layer.child('attention'), width, options),
        feedForward: new BertFeedForward(layer, 4 * width, options),
      };
    });
  }

  /** @param ids int32 [B, T] @param mask [B, T], 1 a token that counts @returns [B, D] */
  forward(ids: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor2D {
    return tidy(() => {
      const [batch, length] = ids.shape;
      const places = this.positions.forward(tf.range(0, length, 1, 'int32')); // [T, D]
      let x = this.norm.forward(tf.add(this.words.forward(ids), places));
      for (const { attention, feedForward } of this.blocks) {
        x = feedForward.forward(attention.forward(x, x, mask).output);
      }
      const width = x.shape[2]!;
      return tf.reshape(tf.slice(x, [0, 0, 0], [batch, 1, width]), [batch, width]) as tf.Tensor2D;
    });
  }
}
