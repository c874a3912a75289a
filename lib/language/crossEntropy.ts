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
 * Mean over the labels that count of -log softmax(logits)[label]; 0 where none counts. Cost O(labels x vocabulary).
 * @param logits [..., vocabulary] @param labels int32 [...]
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return tidy(() => {
    const vocabulary = logits.shape.at(-1)!;
    const counted = tf.reshape(countedLabels(labels), [-1]);
    const weights = tf.div(counted, tf.maximum(tf.sum(counted), 1)); // [labels]
    const ids = tf.reshape(labelIds(labels, 0), [-1]);
    return weightedLoss(tf.reshape(logits, [-1, vocabulary]), ids, weights);
  });
}

/**
 * -sum_i weights_i log softmax(logits_i)[id_i], with its gradient in closed form, (softmax(logits) - one-hot) weights:
 * a vocabulary is large, and the gradients of the parts would keep several tensors of this size.
 */
function weightedLoss(logits: tf.Tensor, ids: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  const [count, vocabulary] = logits.shape as [number, number];
  return tf.customGrad((...inputs) => {
    const [rows, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
    const logProbabilities = tf.logSoftmax(rows);
    const places = tf.add(ids, tf.range(0, count * vocabulary, vocabulary, 'int32')) as tf.Tensor1D;
    const chosen = tf.gather(tf.reshape(logProbabilities, [-1]), places); // [labels]
    save([logProbabilities, ids, weights]);
    const gradFunc = (dy: tf.Tensor, [saved, savedIds, savedWeights]: tf.Tensor[]) => {
      const difference = tf.sub(tf.exp(saved!), oneHot(savedIds!, vocabulary));
      return tf.mul(difference, tf.expandDims(tf.mul(savedWeights!, dy), 1));
    };
    return { value: tf.neg(tf.sum(tf.mul(chosen, weights))), gradFunc };
  })(logits) as tf.Scalar;
}
