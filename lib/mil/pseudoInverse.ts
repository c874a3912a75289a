import { tf, tidy } from '../engine';

/** Over what the start of the iteration is scaled. */
export const pseudoInverseScales = ['bag', 'batch'] as const;

/** How the pseudo-inverse is iterated. */
export interface PseudoInverseOptions {
  iterations: number;
  /**
   * Over what the largest row and column sums are taken that scale the start: `bag`: all heads of a bag, so that a
   * bag's result never depends on the others of its batch; `batch`: all bags and heads, as the published code.
   */
  scale: (typeof pseudoInverseScales)[number];
}

/**
 * Moore-Penrose inverse of row-stochastic matrices by iteration: Z <- Z (13 I - A Z (15 I - A Z (7 I - A Z))) / 4 from
 * Z = A^T / (largest column sum * largest row sum). Xiong et al. 2021, Eq. 11; Razavi et al. 2014. Cost O(m^3).
 * @param a [B, heads, m, m], entries at least 0 @returns the same shape
 */
export function pseudoInverse(a: tf.Tensor4D, { iterations, scale }: PseudoInverseOptions): tf.Tensor4D {
  return tidy(() => {
    const axes = scale === 'bag' ? [1, 2] : [0, 1, 2];
    const largest = (axis: number) => tf.expandDims(tf.max(tf.sum(a, axis), axes, true), 3); // [B or 1, 1, 1, 1]
    const identity = tf.eye(a.shape[3]);
    let z = tf.div(tf.transpose(a, [0, 1, 3, 2]), tf.mul(largest(2), largest(3))) as tf.Tensor4D;
    for (let i = 0; i < iterations; i++) {
      const az = tf.matMul(a, z);
      const inner = tf.sub(tf.mul(identity, 15), tf.matMul(az, tf.sub(tf.mul(identity, 7), az)));
      const outer = tf.sub(tf.mul(identity, 13), tf.matMul(az, inner));
      z = tf.mul(tf.matMul(z, outer), 0.25);
    }
    return z;
  });
}
