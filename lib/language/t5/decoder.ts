import { tf, tidy } from '../../engine';
import { RmsNorm, type Scope } from '../../nn';
import type { KeyValues } from '../attention';
import { causalPenalty } from '../hidden';
import { T5CrossAttention, T5FeedForward, T5SelfAttention } from './block';
import type { T5EncoderOptions } from './encoder';
import { RelativePositionBias } from './relativePosition';

export interface T5Decoded {
  /** After the final norm: [B T, D]. */
  output: tf.Tensor2D;
  /** The embeddings, what each block but the last gives, and `output`: [B T, D] each. */
  hiddenStates: tf.Tensor2D[];
  /** Which places of the prompt each block read: [B, heads, T, L]. */
  crossAttention: tf.Tensor4D[];
  /** Keys and values of the self-attentions, for the next token. */
  keyValues: KeyValues[];
}

export interface T5DecoderInputs {
  /** Keys and values of the prompt, one pair a block. */
  prompt: readonly KeyValues[];
  /** Hides padding of the prompt: [B, 1, 1, L]. */
  penalty?: tf.Tensor;
  /** Those of the tokens before, one pair a block. */
  past?: readonly KeyValues[];
}

/** T5's decoder: blocks of causal self-attention, attention to the encoder, and a gated feed-forward layer. */
export class T5Decoder {
  private readonly blocks: { self: T5SelfAttention; cross: T5CrossAttention; feedForward: T5FeedForward }[];
  private readonly positions: RelativePositionBias;
  private readonly norm: RmsNorm;

  constructor(scope: Scope, { layers, ...options }: T5EncoderOptions) {
    const layer = (block: number, part: number) => scope.child('block').child(block).child('layer').child(part);
    this.blocks = Array.from({ length: layers }, (_, i) => ({
      self: new T5SelfAttention(layer(i, 0), options),
      cross: new T5CrossAttention(layer(i, 1), options),
      feedForward: new T5FeedForward(layer(i, 2), options),
    }));
    const table = layer(0, 0).child('SelfAttention').child('relative_attention_bias');
    this.positions = new RelativePositionBias(
      table,
      options.heads,
      { ...options, bidirectional: false },
      options.weight,
    );
    this.norm = new RmsNorm(scope.child('final_layer_norm'), options.width, options.epsilon);
  }

  /** Keys and values of the encoder's output, made once a prompt. @param encoded [B, L, D] */
  promptKeyValues(encoded: tf.Tensor3D): KeyValues[] {
    return tidy(() => {
      const rows = tf.reshape(encoded, [-1, encoded.shape[2]]);
      return this.blocks.map((block) => block.cross.keyValues(rows, encoded.shape[0]));
    });
  }

  /** @param x embeddings [B T, D]: all tokens at once, or with `past` the next one (T = 1) @param batch B */
  forward(x: tf.Tensor2D, batch: number, { prompt, penalty, past }: T5DecoderInputs): T5Decoded {
    return tidy(() => {
      const bias = this.bias(x.shape[0] / batch, past?.[0]?.keys.shape[2] ?? 0);
      const hiddenStates: tf.Tensor2D[] = [];
      const crossAttention: tf.Tensor4D[] = [];
      let current: tf.Tensor = x;
      const keyValues = this.blocks.map((block, i) => {
        hiddenStates.push(current as tf.Tensor2D);
        const own = block.self.forward(current, batch, bias, past?.[i]);
        const read = block.cross.forward(own.output, prompt[i]!, penalty);
        crossAttention.push(read.weights);
        current = block.feedForward.forward(read.output);
        return own.keyValues;
      });
      const output = this.norm.forward(current) as tf.Tensor2D;
      return { output, hiddenStates: [...hiddenStates, output], crossAttention, keyValues };
    });
  }

  /** Positions, and what is hidden of them: [1, heads, T, past + T]. */
  private bias(length: number, past: number): tf.Tensor {
    const positions = this.positions.forward(length, past + length, past);
    return length === 1 ? positions : tf.add(positions, causalPenalty(length));
  }
}
