import { tf, tidy } from '../../engine';
import { RmsNorm, type Scope } from '../../nn';
import { type T5BlockOptions, T5FeedForward, T5SelfAttention } from './block';
import { RelativePositionBias, type RelativePositionOptions } from './relativePosition';

export interface T5EncoderOptions extends T5BlockOptions, Omit<RelativePositionOptions, 'bidirectional'> {
  layers: number;
}

/** What T5's encoder computes. */
export interface T5Encoded {
  /** After the final norm: [B, L, D]. */
  output: tf.Tensor3D;
  /** The embeddings, what each block but the last gives, and `output`: [B, L, D] each. */
  hiddenStates: tf.Tensor3D[];
  /** Attention maps of the blocks: [B, heads, L, L]. */
  attention: tf.Tensor4D[];
}

/** T5's encoder: pre-norm blocks whose first one holds the relative position bias of all. Cost O(layers L (L + D) D). */
export class T5Encoder {
  private readonly blocks: { attention: T5SelfAttention; feedForward: T5FeedForward }[];
  private readonly positions: RelativePositionBias;
  private readonly norm: RmsNorm;

  constructor(scope: Scope, { layers, ...options }: T5EncoderOptions) {
    const layer = (block: number, part: number) => scope.child('block').child(block).child('layer').child(part);
    this.blocks = Array.from({ length: layers }, (_, i) => ({
      attention: new T5SelfAttention(layer(i, 0), options),
      feedForward: new T5FeedForward(layer(i, 1), options),
    }));
    const table = layer(0, 0).child('SelfAttention').child('relative_attention_bias');
    this.positions = new RelativePositionBias(
      table,
      options.heads,
      { ...options, bidirectional: true },
      options.weight,
    );
    this.norm = new RmsNorm(scope.child('final_layer_norm'), options.width, options.epsilon);
  }

  /** @param embeddings [B, L, D] @param penalty hides padding: [B, 1, 1, L] */
  forward(embeddings: tf.Tensor3D, penalty?: tf.Tensor): T5Encoded {
    const [batch, length, width] = embeddings.shape;
    return tidy(() => {
      const unflatten = (rows: tf.Tensor) => tf.reshape(rows, [batch, length, width]) as tf.Tensor3D;
      const positions = this.positions.forward(length, length);
      const bias = penalty ? tf.add(positions, penalty) : positions;
      let x: tf.Tensor = tf.reshape(embeddings, [-1, width]); // [B L, D]
      const hiddenStates: tf.Tensor3D[] = [];
      const attention = this.blocks.map((block) => {
        hiddenStates.push(unflatten(x));
        const { output, weights } = block.attention.forward(x, batch, bias);
        x = block.feedForward.forward(output);
        return weights;
      });
      const output = unflatten(this.norm.forward(x));
      return { output, hiddenStates: [...hiddenStates, output], attention };
    });
  }
}
