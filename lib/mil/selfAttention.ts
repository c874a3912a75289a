import { type tf, tidy } from '../engine';
import { MultiHeadAttention, type Scope } from '../nn';
import { checkBag } from './mask';
import type { CorrelatedBag, Correlation, MilInputs } from './pooler';

/** Sizes of self-attention over a bag. */
export interface SelfAttentionOptions {
  /** D of an instance. */
  width: number;
  /** Default 1. */
  heads?: number;
  /** Dropout on the attention map while training (default 0). */
  dropout?: number;
}

/**
 * Every instance reads every other one: Attention(Q = B, K = B, V = B), Eq. 1 (SA). Cost O(M^2 D).
 * Parameters `query`, `key`, `value`; weights [B, heads, M, M].
 */
export class SelfAttention implements Correlation {
  private readonly attention: MultiHeadAttention;

  constructor(scope: Scope, { width, heads = 1, dropout }: SelfAttentionOptions) {
    this.attention = new MultiHeadAttention(scope, { queryWidth: width, heads, dropout });
  }

  /** @param bag [B, M, D] @param mask [B, M] @returns the same shape */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor, { dropout }: MilInputs = {}): CorrelatedBag {
    checkBag(bag, mask);
    return tidy(() => {
      const { output, weights } = this.attention.forward(bag, bag, { mask, dropout });
      return { bag: output, weights };
    });
  }
}
