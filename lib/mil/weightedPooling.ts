import { tf, tidy } from '../engine';

/**
 * Weighted pooling: x_B = sum_i alpha_i x_i (Eq. 3). Cost O(M D).
 * @param bag [B, M, D] @param weights alpha, [B, M] or [B, C, M] @returns [B, D] or [B, C, D]
 */
export function weightedPooling(bag: tf.Tensor3D, weights: tf.Tensor): tf.Tensor {
  if (weights.rank === 3) return tf.matMul(weights, bag);
  return tidy(() => tf.squeeze(tf.matMul(tf.expandDims(weights, 1), bag), [1]));
}
