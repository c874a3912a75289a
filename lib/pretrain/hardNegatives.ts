import { tf, tidy } from '../engine';
import { HIDDEN_PENALTY, type Random } from '../nn';

/**
 * For each row a column that is not its own, drawn with the probability softmax(similarities): what looks alike and does
 * not belong together (ALBEF, Li et al. 2021). Drawn as the largest of the similarities with Gumbel noise, so that a
 * compiled step draws anew. No gradient flows through it.
 * @param similarities [B, B], own pairs on the diagonal @returns int32 [B]
 */
export function hardNegatives(similarities: tf.Tensor2D, random: Random): tf.Tensor1D {
  return tidy(() => {
    const count = similarities.shape[0];
    if (count < 2) throw new Error(`Found a batch of ${count}, expected at least 2: a negative is another's.`);
    const uniform = tf.clipByValue(random.uniformTensor([count, count]), 1e-6, 1 - 1e-6);
    const gumbel = tf.neg(tf.log(tf.neg(tf.log(uniform))));
    const own = tf.mul(tf.eye(count), HIDDEN_PENALTY);
    return withoutGradient(() => tf.argMax(tf.addN([similarities, gumbel, own]), 1)) as tf.Tensor1D;
  });
}

/** What is computed inside of a custom gradient leaves no trace on the tape: gradients end here. */
function withoutGradient(compute: () => tf.Tensor): tf.Tensor {
  const nothing = tf.scalar(0);
  return tf.customGrad(() => ({ value: compute(), gradFunc: () => tf.zerosLike(nothing) }))(nothing);
}
