import { tf, tidy } from '../engine';
import { crossEntropy } from '../language';

/** Rows of length 1. @param x [..., D] */
export const unitRows = (x: tf.Tensor): tf.Tensor =>
  tidy(() => tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-8))));

/**
 * Contrast of pairs (CLIP, Radford et al. 2021): row i of the one side belongs to row i of the other and to none else;
 * the mean of both directions' cross-entropies.
 * @param similarities [B, B], divided by the temperature already
 */
export function contrastLoss(similarities: tf.Tensor2D): tf.Scalar {
  return tidy(() => {
    const own = tf.range(0, similarities.shape[0], 1, 'int32');
    const loss = tf.add(crossEntropy(similarities, own), crossEntropy(tf.transpose(similarities), own));
    return tf.div(loss, 2) as tf.Scalar;
  });
}

/**
 * Contrast of a picture with single words: sigmoid cross-entropy of each word of a list, summed over the words.
 * @param logits [B, words] @param present [B, words], 1 a word of the picture's captions
 */
export function wordLoss(logits: tf.Tensor2D, present: tf.Tensor2D): tf.Scalar {
  return tidy(() => {
    const losses = tf.sub(tf.softplus(logits), tf.mul(logits, present));
    return tf.div(tf.sum(losses), logits.shape[0]) as tf.Scalar;
  });
}

/** Largest factor on similarities, as CLIP's. */
const LARGEST_SCALE = 100;

/** The factor on similarities, 1 / temperature, of its logarithm. */
export const similarityScale = (logScale: tf.Tensor): tf.Tensor =>
  tidy(() => tf.minimum(tf.exp(logScale), LARGEST_SCALE));
