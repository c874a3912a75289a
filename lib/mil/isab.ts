import { tf, tidy } from '../engine';
import {
  attend,
  checkCount,
  checkOption,
  FeedForward,
  LayerNorm,
  Linear,
  normal,
  relu,
  rowsForBatch,
  type Scope,
} from '../nn';
import { checkBag } from './mask';
import type { CorrelatedBag, Correlation } from './pooler';

/** What surrounds the attention of ISAB: as in the paper, or as in its authors' code. */
export const isabConventions = ['paper', 'authors-code'] as const;

/** Sizes of ISAB, and what surrounds its attention. */
export interface IsabOptions {
  /** D of an instance. */
  width: number;
  /** Default 1. */
  heads?: number;
  /** M', the rows of the learnable L (default 32). */
  inducingPoints?: number;
  /**
   * What surrounds the attention (default `paper`), with Q, K, V the projections of X and Y:
   * `paper`: H = LN(X + Wo attention), then LN(H + W2 relu(W1 H)); scores scaled by 1/sqrt(D / heads).
   * `authors-code`: H = LN(Q + attention), then LN(H + relu(Wo H)); scores scaled by 1/sqrt(D).
   */
  convention?: (typeof isabConventions)[number];
}

export interface IsabBag extends CorrelatedBag {
  /** How the inducing points read the instances (Eq. 7): [B, heads, M', M]. */
  weights: tf.Tensor4D;
  /** How the instances read the inducing points (Eq. 8): [B, heads, M, M']. */
  returned: tf.Tensor4D;
  /** L' of Eq. 7: [B, M', D] */
  induced: tf.Tensor3D;
}

/**
 * Low-rank attention: L' = Attention(L, B, B), then Attention(B, L', L'), with a learnable L of M' rows (Eq. 7-8);
 * the induced set attention block of Lee et al. 2019, Eq. 9-10. Cost O(M M' D).
 * Parameters `inducing_points`, `induce.*` (Eq. 7), `restore.*` (Eq. 8).
 */
export class Isab implements Correlation {
  private readonly points: tf.Variable;
  private readonly induce: AttentionBlock;
  private readonly restore: AttentionBlock;

  constructor(scope: Scope, { width, heads = 1, inducingPoints = 32, convention = 'paper' }: IsabOptions) {
    checkCount('inducingPoints', inducingPoints);
    checkOption('convention', convention, isabConventions);
    const Block = convention === 'paper' ? PaperBlock : AuthorsBlock;
    this.points = scope.parameter('inducing_points', [1, inducingPoints, width], normal(1 / Math.sqrt(width)));
    this.induce = new Block(scope.child('induce'), width, heads);
    this.restore = new Block(scope.child('restore'), width, heads);
  }

  /** @param bag [B, M, D] @param mask [B, M] @returns the same shape */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor): IsabBag {
    checkBag(bag, mask);
    return tidy(() => {
      const points = rowsForBatch(this.points, bag.shape[0]); // [B, M', D]
      const { output: induced, weights } = this.induce.forward(points, bag, mask);
      const { output, weights: returned } = this.restore.forward(bag, induced);
      return { bag: output, weights, returned, induced };
    });
  }
}

/** MAB(X, Y) of the Set Transformer (Lee et al. 2019, Eq. 6): X reads Y. */
abstract class AttentionBlock {
  protected readonly query: Linear;
  protected readonly key: Linear;
  protected readonly value: Linear;
  protected readonly attentionNorm: LayerNorm;
  protected readonly outputNorm: LayerNorm;
  protected readonly output: Linear;

  constructor(
    scope: Scope,
    width: number,
    private readonly heads: number,
  ) {
    if (width % heads !== 0) throw new Error(`The width must be a multiple of the heads, found ${width} and ${heads}.`);
    this.query = new Linear(scope.child('query'), width, width);
    this.key = new Linear(scope.child('key'), width, width);
    this.value = new Linear(scope.child('value'), width, width);
    this.output = new Linear(scope.child('output'), width, width);
    this.attentionNorm = new LayerNorm(scope.child('attention_norm'), width);
    this.outputNorm = new LayerNorm(scope.child('output_norm'), width);
  }

  /** @param x [B, R, D] @param y [B, M, D] @param mask [B, M] */
  forward(x: tf.Tensor3D, y: tf.Tensor3D, mask?: tf.Tensor) {
    const q = this.query.forward(x) as tf.Tensor3D;
    const k = this.key.forward(y) as tf.Tensor3D;
    const v = this.value.forward(y) as tf.Tensor3D;
    const { output, weights } = attend(q, k, v, { heads: this.heads, scale: this.scale(x.shape[2], this.heads), mask });
    return { output: this.finish(x, q, output) as tf.Tensor3D, weights };
  }

  protected abstract scale(width: number, heads: number): number;
  protected abstract finish(x: tf.Tensor, q: tf.Tensor, attended: tf.Tensor): tf.Tensor;
}

class PaperBlock extends AttentionBlock {
  private readonly feedForward: FeedForward;

  constructor(scope: Scope, width: number, heads: number) {
    super(scope, width, heads);
    this.feedForward = new FeedForward(scope, { width, hidden: 2 * width, activation: relu });
  }

  protected scale(width: number, heads: number): number {
    return 1 / Math.sqrt(width / heads);
  }

  protected finish(x: tf.Tensor, _q: tf.Tensor, attended: tf.Tensor): tf.Tensor {
    const read = this.attentionNorm.forward(tf.add(x, this.output.forward(attended)));
    return this.outputNorm.forward(tf.add(read, this.feedForward.forward(read)));
  }
}

class AuthorsBlock extends AttentionBlock {
  protected scale(width: number): number {
    return 1 / Math.sqrt(width);
  }

  protected finish(_x: tf.Tensor, q: tf.Tensor, attended: tf.Tensor): tf.Tensor {
    const read = this.attentionNorm.forward(tf.add(q, attended));
    return this.outputNorm.forward(tf.add(read, tf.relu(this.output.forward(read))));
  }
}
