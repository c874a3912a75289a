import { tf, tidy } from '../engine';
import { oneHot } from '../nn';
import { IGNORED_LABEL } from './languageModel';

/** 1 where a label counts, 0 where it is `IGNORED_LABEL`. @param labels int32, any shape */
export const countedLabels = (labels: tf.Tensor): tf.Tensor =>
  tidy(() => tf.cast(tf.notEqual(labels, IGNORED_LABEL), 'float32'));

/** Labels as ids that an embedding can look up: the ignored ones become `padding`. */
export const labelIds = (labels: tf.Tensor, padding: number): tf.Tensor =>
  tidy(() => tf.where(tf.notEqual(labels, IGNORED_LABEL), labels, tf.fill(labels.shape, padding, 'int32')));

/**
 * Mean over the labels that count of -log softmax(logits)[label]. Cost O(labels x vocabulary).
 * @param logits [..., vocabulary] @param labels int32 [...]
 * @throws never: without a label that counts the loss is 0, and so are its gradients
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return tidy(() => {
    const vocabulary = logits.shape.at(-1)!;
    const counted = tf.reshape(countedLabels(labels), [-1]);
    const targets = oneHot(tf.reshape(labelIds(labels, 0), [-1]), vocabulary); // [labels, vocabulary]
    const logProbabilities = tf.logSoftmax(tf.reshape(logits, [-1, vocabulary]));
    const chosen = tf.sum(tf.mul(logProbabilities, targets), 1); // [labels]
    const count = tf.maximum(tf.sum(counted), 1);
    return tf.neg(tf.div(tf.sum(tf.mul(chosen, counted)), count)) as tf.Scalar;
  });
}
