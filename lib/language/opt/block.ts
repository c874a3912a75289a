import { tf, tidy } from '../../engine';
import { type Activation, type Initializer, LayerNorm, Linear, type Scope } from '../../nn';
import { CachedAttention, type KeyValues } from '../attention';

export interface OptBlockOptions {
  width: number;
  heads: number;
  hidden: number;
  activation: Activation;
  weight: Initializer;
}

/** A pre-norm block of OPT: x <- x + Attention(norm(x)), then x <- x + fc2 activation(fc1 norm(x)). */
export class OptBlock {
  private readonly attentionNorm: LayerNorm;
  private readonly attention: CachedAttention;
  private readonly feedForwardNorm: LayerNorm;
  private readonly first: Linear;
  private readonly second: Linear;
  private readonly activation: Activation;

  constructor(scope: Scope, { width, heads, hidden, activation, weight }: OptBlockOptions) {
    const headWidth = width / heads;
    this.attentionNorm = new LayerNorm(scope.child('self_attn_layer_norm'), width);
    this.attention = new CachedAttention(scope.child('self_attn'), {
      width,
      heads,
      headWidth,
      bias: true,
      scale: 1 / Math.sqrt(headWidth),
      weight,
      names: { query: 'q_proj', key: 'k_proj', value: 'v_proj', output: 'out_proj' },
    });
    this.feedForwardNorm = new LayerNorm(scope.child('final_layer_norm'), width);
    this.first = new Linear(scope.child('fc1'), width, hidden, { weight });
    this.second = new Linear(scope.child('fc2'), hidden, width, { weight });
    this.activation = activation;
  }

  /** @param x [B R, D] @param bias on the scores @param past, write as `CachedAttention.keyValues` has them */
  forward(x: tf.Tensor, batch: number, bias?: tf.Tensor, past?: KeyValues, write?: tf.Tensor) {
    return tidy(() => {
      const normed = this.attentionNorm.forward(x);
      const keyValues = this.attention.keyValues(normed, batch, past, write);
      const { output, weights } = this.attention.forward(normed, keyValues, bias);
      const attended = tf.add(x, output);
      const hidden = this.activation(this.first.forward(this.feedForwardNorm.forward(attended)));
      return { output: tf.add(attended, this.second.forward(hidden)), weights, keyValues };
    });
  }
}
