import { tf } from '../engine';

/** Added to the score of what is hidden: far below any score, yet finite, since infinities would give NaN gradients. */
export const HIDDEN_PENALTY = -1e9;

/**
 * Softmax over the last axis in which masked entries get weight 0 exactly.
 * @param scores [..., M]
 * @param mask broadcastable to `scores`: 1 an instance, 0 padding; none: a plain softmax
 * @returns [..., M]; rows sum to 1, but a fully masked row is all zero
 */
export function maskedSoftmax(scores: tf.Tensor, mask?: tf.Tensor): tf.Tensor {
  if (!mask) return tf.softmax(scores);
  return tf.tidy(() => {
    const penalty = tf.mul(tf.sub(1, mask), HIDDEN_PENALTY);
    return tf.mul(tf.softmax(tf.add(scores, penalty)), mask);
  });
}
