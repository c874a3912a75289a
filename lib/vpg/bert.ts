import { tf } from '../engine';
import { Dropout, gelu, type Initializer, LayerNorm, Linear, MultiHeadAttention, type Random, type Scope } from '../nn';

/** Sizes of a BERT layer. */
export interface BertOptions {
  width: number;
  heads: number;
  dropout: number;
  epsilon: number;
  weight: Initializer;
}

/** LayerNorm(residual + dropout(W x)): the "Forward module" that ends each part of a block (Appendix A). */
class ResidualOutput {
  private readonly dense: Linear;
  private readonly norm: LayerNorm;
  private readonly dropout: Dropout;

  constructor(scope: Scope, inputWidth: number, options: BertOptions) {
    this.dense = new Linear(scope.child('dense'), inputWidth, options.width, { weight: options.weight });
    this.norm = new LayerNorm(scope.child('LayerNorm'), options.width, options.epsilon);
    this.dropout = new Dropout(options.dropout);
  }

  forward(x: tf.Tensor, residual: tf.Tensor, random?: Random): tf.Tensor {
    return this.norm.forward(tf.add(this.dropout.forward(this.dense.forward(x), random), residual));
  }
}

/** Attention of the rows of x over `keys` with residual and norm: f(q, I) = q + Attention(q, I, I), Eq. 6. */
export class BertAttention {
  private readonly attention: MultiHeadAttention;
  private readonly output: ResidualOutput;

  /** @param keyWidth width of the rows that are attended to; the block's own width for self-attention */
  constructor(scope: Scope, keyWidth: number, options: BertOptions) {
    const { width: queryWidth, heads, dropout, weight } = options;
    this.attention = new MultiHeadAttention(scope.child('attention'), { queryWidth, keyWidth, heads, dropout, weight });
    this.output = new ResidualOutput(scope.child('output'), queryWidth, options);
  }

  /**
   * @param x [B, R, D] @param keys [B, M, keyWidth] @param bias on the scores, see `AttentionInputs`
   * @returns output [B, R, D], weights [B, heads, R, M]
   */
  forward(x: tf.Tensor, keys: tf.Tensor, mask?: tf.Tensor, random?: Random, bias?: tf.Tensor) {
    const { output, weights } = this.attention.forward(x, keys, { mask, bias, dropout: random });
    return { output: this.output.forward(output, x, random), weights };
  }
}

/** Ends of the names of feed-forward parts: queries have one of their own, and so have texts while BLIP-2 is pretrained. */
type Branch = '_query' | '';

/** The feed-forward part of a block, by default the queries' (`intermediate_query`, `output_query`). */
export class BertFeedForward {
  private readonly intermediate: Linear;
  private readonly output: ResidualOutput;

  constructor(scope: Scope, hidden: number, options: BertOptions, branch: Branch = '_query') {
    const dense = scope.child(`intermediate${branch}`).child('dense');
    this.intermediate = new Linear(dense, options.width, hidden, { weight: options.weight });
    this.output = new ResidualOutput(scope.child(`output${branch}`), hidden, options);
  }

  /** The feed-forward layer with its residual and norm. */
  forward(x: tf.Tensor, random?: Random): tf.Tensor {
    return this.output.forward(gelu(this.intermediate.forward(x)), x, random);
  }
}
