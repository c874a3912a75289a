import { tf, tidy } from '../engine';
import { FeedForward, LayerNorm, Linear, MultiHeadAttention, normal, rowsForBatch, type Scope } from '../nn';
import type { PromptInputs, Prompts, VisualPromptGenerator } from './promptGenerator';

/** Sizes of the perceiver resampler. */
export interface PerceiverOptions {
  /** Width of instances and of prompts. */
  width: number;
  /** R, the learnable latents (default 64, as Flamingo). */
  queries?: number;
  /** Default 8. */
  heads?: number;
  /** Default 6. */
  layers?: number;
}

/** Visual prompts, and the weights behind them. */
export interface PerceiverPrompts extends Prompts {
  /** Per layer, the weights of instances and then of latents: [B, heads, R, M + R]. */
  attention: tf.Tensor4D[];
}

/**
 * Perceiver resampler (Flamingo, Alayrac et al. 2022): latents attend to the instances and to themselves.
 * The images of a sample are concatenated, [N P, D], so it costs O(layers R (N P + R)).
 */
export class PerceiverResampler implements VisualPromptGenerator {
  private readonly latents: tf.Variable;
  private readonly layers: PerceiverLayer[];
  private readonly norm: LayerNorm;

  constructor(scope: Scope, { width, queries = 64, heads = 8, layers = 6 }: PerceiverOptions) {
    this.latents = scope.parameter('latents', [1, queries, width], normal(0.02));
    this.layers = Array.from(
      { length: layers },
      (_, i) => new PerceiverLayer(scope.child('layer').child(i), width, heads),
    );
    this.norm = new LayerNorm(scope.child('norm_out'), width);
  }

  /** Lets the latents read the instances. @param instances [B, M, D] */
  forward(instances: tf.Tensor, { mask }: PromptInputs = {}): PerceiverPrompts {
    return tidy(() => {
      const batch = instances.shape[0]!;
      let latents: tf.Tensor = rowsForBatch(this.latents, batch); // [B, R, D]
      const keyMask = mask && tf.concat([mask, tf.ones([batch, latents.shape[1]!])], 1); // [B, M + R]
      const attention = this.layers.map((layer) => {
        const { output, weights } = layer.forward(latents, instances, keyMask);
        latents = output;
        return weights;
      });
      return { prompts: this.norm.forward(latents) as tf.Tensor3D, attention };
    });
  }
}

class PerceiverLayer {
  private readonly normMedia: LayerNorm;
  private readonly normLatents: LayerNorm;
  private readonly attention: MultiHeadAttention;
  private readonly output: Linear;
  private readonly normFeedForward: LayerNorm;
  private readonly feedForward: FeedForward;

  constructor(scope: Scope, width: number, heads: number) {
    this.normMedia = new LayerNorm(scope.child('norm_media'), width);
    this.normLatents = new LayerNorm(scope.child('norm_latents'), width);
    this.attention = new MultiHeadAttention(scope, { queryWidth: width, heads, bias: false });
    this.output = new Linear(scope.child('output'), width, width, { bias: false });
    this.normFeedForward = new LayerNorm(scope.child('norm_ff'), width);
    this.feedForward = new FeedForward(scope, { width, bias: false });
  }

  forward(latents: tf.Tensor, instances: tf.Tensor, mask?: tf.Tensor) {
    const asking = this.normLatents.forward(latents); // [B, R, D]
    const asked = tf.concat([this.normMedia.forward(instances), asking], 1); // [B, M + R, D]
    const attended = this.attention.forward(asking, asked, { mask });
    const read = tf.add(latents, this.output.forward(attended.output));
    const output = tf.add(read, this.feedForward.forward(this.normFeedForward.forward(read)));
    return { output, weights: attended.weights };
  }
}
