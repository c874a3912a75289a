import { tf, tidy } from '../../engine';
import { RmsNorm, type Scope } from '../../nn';
import type { KeyValues } from '../attention';
import { causalPenalty } from '../hidden';
import { writeMark } from '../room';
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
  /** Where `past` has room: the place of the new token of each sequence, int32 [B], and what `placeBias` gave. */
  room?: { place: tf.Tensor; bias: tf.Tensor };
}

/** T5's decoder: blocks of causal self-attention, attention to the encoder, and a gated feed-forward layer. */
export class T5Decoder {
  private readonly blocks: { self: T5SelfAttention; cross: T5CrossAttention; feedForward: T5FeedForward }[];
  private readonly positions: RelativePositionBias;
  private readonly norm: RmsNorm;
  private readonly heads: number;
  private readonly headWidth: number;

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
    this.heads = options.heads;
    this.headWidth = options.headWidth;
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
  forward(x: tf.Tensor2D, batch: number, { prompt, penalty, past, room }: T5DecoderInputs): T5Decoded {
    return tidy(() => {
      const known = past?.[0]?.keys.shape[2] ?? 0;
      const bias = room ? tf.gather(room.bias, room.place as tf.Tensor1D) : this.bias(x.shape[0] / batch, known);
      const write = room && writeMark(room.place, known);
      const hiddenStates: tf.Tensor2D[] = [];
      const crossAttention: tf.Tensor4D[] = [];
      let current: tf.Tensor = x;
      const keyValues = this.blocks.map((block, i) => {
        hiddenStates.push(current as tf.Tensor2D);
        const own = block.self.forward(current, batch, bias, past?.[i], write);
        const read = block.cross.forward(own.output, prompt[i]!, penalty);
        crossAttention.push(read.weights);
        current = block.feedForward.forward(read.output);
        return own.keyValues;
      });
      const output = this.norm.forward(current) as tf.Tensor2D;
      return { output, hiddenStates: [...hiddenStates, output], crossAttention, keyValues };
    });
  }

  /** What a token at each place adds to its scores, for caches with room: [capacity, heads, 1, capacity]. */
  placeBias(capacity: number): tf.Tensor {
    return tidy(() => {
      const bias = this.bias(capacity, 0); // [1, heads, capacity, capacity]
      return tf.transpose(bias, [2, 1, 0, 3]);
    });
  }

  /** Caches for `capacity` tokens of each sequence, zeros. */
  emptyCaches(batch: number, capacity: number): KeyValues[] {
    return this.blocks.map(() => ({
      keys: tf.zeros([batch, this.heads, capacity, this.headWidth]),
      values: tf.zeros([batch, this.heads, capacity, this.headWidth]),
    }));
  }

  /** Positions, and what is hidden of them: [1, heads, T, past + T]. */
  private bias(length: number, past: number): tf.Tensor {
    const positions = this.positions.forward(length, past + length, past);
    return length === 1 ? positions : tf.add(positions, causalPenalty(length));
  }
}
