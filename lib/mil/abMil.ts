import { tf, tidy } from '../engine';
import { checkCount, Linear, maskedSoftmax, type Scope } from '../nn';
import { checkBag } from './mask';
import type { PooledBag, Pooler } from './pooler';
import { weightedPooling } from './weightedPooling';

/** Sizes of AB-MIL, and which of its forms. */
export interface AbMilOptions {
  /** D of an instance. */
  width: number;
  /** L of Eq. 4 (default 128). */
  hidden?: number;
  /** Multiplies tanh(u x) with sigmoid(gate x), element by element: Ilse et al. 2018, Eq. 9 (default false). */
  gated?: boolean;
  /** Biases of the maps: none in Eq. 4 (default false); the authors' published code has them. */
  bias?: boolean;
}

/**
 * Attention-based MIL pooling: alpha_i = softmax_i(w^T tanh(u x_i)), x_B = sum_i alpha_i x_i. Cost O(M D L).
 * Eq. 3-4; Ilse, Tomczak and Welling 2018, Eq. 7-9. Parameters `u`, `w`, and `gate` if gated.
 */
export class AbMil implements Pooler {
  private readonly u: Linear;
  private readonly w: Linear;
  private readonly gate?: Linear;

  constructor(scope: Scope, { width, hidden = 128, gated = false, bias = false }: AbMilOptions) {
    checkCount('hidden', hidden);
    this.u = new Linear(scope.child('u'), width, hidden, { bias });
    this.w = new Linear(scope.child('w'), hidden, 1, { bias });
    if (gated) this.gate = new Linear(scope.child('gate'), width, hidden, { bias });
  }

  /** @param bag [B, M, D] @param mask [B, M] @returns pooled [B, D], weights [B, M] */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor): PooledBag {
    checkBag(bag, mask);
    return tidy(() => {
      const scores = tf.squeeze(this.w.forward(this.embed(bag)), [2]); // [B, M]
      const weights = maskedSoftmax(scores, mask);
      return { pooled: weightedPooling(bag, weights) as tf.Tensor2D, weights };
    });
  }

  private embed(bag: tf.Tensor3D): tf.Tensor {
    const embedded = tf.tanh(this.u.forward(bag)); // [B, M, L]
    return this.gate ? tf.mul(embedded, tf.sigmoid(this.gate.forward(bag))) : embedded;
  }
}
