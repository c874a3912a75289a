import { tf, tidy } from '../engine';
import { attend, gelu, LayerNorm, Linear, normal, type Scope } from '../nn';
import { VisionEmbeddings } from './visionEmbeddings';
import { type VisionTransformerOptions, withDefaults } from './visionOptions';

/** What is kept beside the result. */
export interface VisionInputs {
  /** Keeps each block's output (default false: of ViT-g, 56 MB an image). */
  layers?: boolean;
  /** Keeps each block's attention maps (default false: of ViT-g, 165 MB an image). */
  attention?: boolean;
}

/** What is kept of one block. */
export interface VisionLayerOutput {
  /** [N, 1 + P, D] */
  output?: tf.Tensor3D;
  /** [N, heads, 1 + P, 1 + P]; each row sums to 1. */
  attention?: tf.Tensor4D;
}

/** What the vision transformer computes. */
export interface VisionOutput {
  /** The rows that a prompt generator reads, [CLS] first: the last block's output after the final norm, [N, 1 + P, D]. */
  lastHiddenState: tf.Tensor3D;
  /** The row of [CLS], normed once more, as Hugging Face's `pooler_output`: [N, D]. */
  pooled: tf.Tensor2D;
  /** Patches and [CLS] with their positions, before the first block: [N, 1 + P, D]. */
  embeddings: tf.Tensor3D;
  /** One for each block, with what the inputs ask to keep. */
  layers: VisionLayerOutput[];
}

/**
 * Vision Transformer (Dosovitskiy et al. 2021) in EVA-CLIP's form (Fang et al. 2023): pre-norm blocks, queries, keys and
 * values in one map. Parameters carry Hugging Face's names (`embeddings. ...`, `encoder.layers.0. ...`); in a BLIP-2
 * checkpoint they stand below `vision_model`. `post_layernorm` is what LAVIS calls `ln_vision`.
 * Cost O(layers P D (P + D)).
 */
export class VisionTransformer {
  private readonly embeddings: VisionEmbeddings;
  private readonly blocks: VisionBlock[];
  private readonly norm: LayerNorm;

  constructor(scope: Scope, options: VisionTransformerOptions = {}) {
    const complete = withDefaults(options);
    const layers = scope.child('encoder').child('layers');
    this.embeddings = new VisionEmbeddings(scope.child('embeddings'), complete, initial);
    this.blocks = Array.from({ length: complete.layers }, (_, i) => new VisionBlock(layers.child(i), complete));
    this.norm = new LayerNorm(scope.child('post_layernorm'), complete.width, complete.epsilon);
  }

  /**
   * Encodes pictures.
   * @param pixels [N, 3, height, width], as `ImageProcessor` makes them, in multiples of the patch size
   */
  forward(pixels: tf.Tensor4D, keep: VisionInputs = {}): VisionOutput {
    return tidy(() => {
      const embeddings = this.embeddings.forward(pixels);
      let current = embeddings;
      const layers = this.blocks.map((block): VisionLayerOutput => {
        const { output, attention } = block.forward(current, keep.attention);
        if (!keep.layers && current !== embeddings) current.dispose(); // not at the end: 39 blocks would add up
        current = output;
        return { ...(keep.layers && { output }), ...(attention && { attention }) };
      });
      const lastHiddenState = this.norm.forward(current) as tf.Tensor3D;
      const [images, , width] = lastHiddenState.shape;
      const classRow = tf.reshape(tf.slice(lastHiddenState, [0, 0, 0], [images, 1, width]), [images, width]);
      return { lastHiddenState, pooled: this.norm.forward(classRow) as tf.Tensor2D, embeddings, layers };
    });
  }
}

const initial = normal(0.02);

/** x + Attention(LN(x)), then x + MLP(LN(x)). */
class VisionBlock {
  private readonly norm1: LayerNorm;
  private readonly qkv: Linear;
  private readonly projection: Linear;
  private readonly norm2: LayerNorm;
  private readonly fc1: Linear;
  private readonly fc2: Linear;
  private readonly heads: number;

  constructor(scope: Scope, { width, hidden, heads, qkvBias, epsilon }: Required<VisionTransformerOptions>) {
    const [attention, mlp] = [scope.child('self_attn'), scope.child('mlp')];
    this.heads = heads;
    this.norm1 = new LayerNorm(scope.child('layer_norm1'), width, epsilon);
    this.qkv = new Linear(attention.child('qkv'), width, 3 * width, { bias: qkvBias, weight: initial });
    this.projection = new Linear(attention.child('projection'), width, width, { weight: initial });
    this.norm2 = new LayerNorm(scope.child('layer_norm2'), width, epsilon);
    this.fc1 = new Linear(mlp.child('fc1'), width, hidden, { weight: initial });
    this.fc2 = new Linear(mlp.child('fc2'), hidden, width, { weight: initial });
  }

  /** @param x [N, 1 + P, D] @returns output [N, 1 + P, D], and the attention map if it is asked for */
  forward(x: tf.Tensor3D, keepAttention = false): { output: tf.Tensor3D; attention?: tf.Tensor4D } {
    return tidy(() => {
      const qkv = this.qkv.forward(this.norm1.forward(x)); // [N, 1 + P, 3 D]
      const [q, k, v] = tf.split(qkv as tf.Tensor3D, 3, 2) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const { output: rows, weights } = attend(q, k, v, { heads: this.heads });
      const attended = tf.add(x, this.projection.forward(rows)) as tf.Tensor3D;
      const hidden = gelu(this.fc1.forward(this.norm2.forward(attended)));
      const output = tf.add(attended, this.fc2.forward(hidden)) as tf.Tensor3D;
      return { output, ...(keepAttention && { attention: weights }) };
    });
  }
}
