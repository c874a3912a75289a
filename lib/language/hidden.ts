import { tf, tidy } from '../engine';
import { HIDDEN_PENALTY } from '../nn';

/** Added to attention scores: hides padding. @param mask [B, M], 1 counts, 0 padding @returns [B, 1, 1, M] */
export const paddingPenalty = (mask: tf.Tensor): tf.Tensor =>
  tidy(() => tf.reshape(tf.mul(tf.sub(1, mask), HIDDEN_PENALTY), [mask.shape[0]!, 1, 1, mask.shape[1]!]));

/** Added to attention scores: hides what comes later. @returns [1, 1, T, T] */
export function causalPenalty(length: number): tf.Tensor {
  const penalties = new Float32Array(length * length);
  for (let row = 0; row < length; row++) penalties.fill(HIDDEN_PENALTY, row * length + row + 1, (row + 1) * length);
  return tf.tensor(penalties, [1, 1, length, length]);
}
