import { tf, tidy } from '../engine';
import { type Activation, checkOption, ones, relu, type Scope } from '../nn';
import { checkBag } from './mask';
import { MaxPooler } from './max';
import { MeanPooler } from './mean';
import type { CorrelatedBag, Correlation, Pooler } from './pooler';

/** How a Deep Sets layer sums up a bag. */
export const deepSetsPools = ['mean', 'max'] as const;

/** What pools, and what bends, in a Deep Sets layer. */
export interface DeepSetsOptions {
  /** Default `mean`. */
  pool?: (typeof deepSetsPools)[number];
  /** sigma (default: ReLU). */
  activation?: Activation;
}

/**
 * The permutation-equivariant layer f(x, X) = sigma(lambda x + gamma pool(X)), with learnable scalars `lambda` and
 * `gamma` that start at 1 (Eq. 5; Zaheer et al. 2017, Eq. 4). Cost O(M D).
 */
export class DeepSetsLayer implements Correlation {
  private readonly lambda: tf.Variable;
  private readonly gamma: tf.Variable;
  private readonly pooler: Pooler;
  private readonly activation: Activation;

  constructor(scope: Scope, { pool = 'mean', activation = relu }: DeepSetsOptions = {}) {
    checkOption('pool', pool, deepSetsPools);
    this.lambda = scope.parameter('lambda', [1], ones);
    this.gamma = scope.parameter('gamma', [1], ones);
    this.pooler = pool === 'mean' ? new MeanPooler() : new MaxPooler();
    this.activation = activation;
  }

  /** @param bag [B, M, D] @param mask [B, M] @returns the same shape */
  forward(bag: tf.Tensor3D, mask?: tf.Tensor): CorrelatedBag {
    checkBag(bag, mask);
    return tidy(() => {
      const { pooled } = this.pooler.forward(bag, mask); // [B, D]
      const [lambda, gamma] = [this.lambda, this.gamma].map((scalar) => tf.reshape(scalar, [-1, 1, 1]));
      const sum = tf.add(tf.mul(lambda!, bag), tf.mul(gamma!, tf.expandDims(pooled, 1)));
      return { bag: this.activation(sum) as tf.Tensor3D };
    });
  }
}
