import { tf } from './tf';

interface ReductionAttributes {
  axis: number | number[];
}

/**
 * Replaces TensorFlow.js's gradients of sum and mean, which multiply with an array of ones as large as the input, made in
 * JavaScript each time (a broadcast does), and that of softmax, which takes more memory than it needs. Once for the
 * process; more calls change nothing.
 */
export function improveGradients(): void {
  if (tf.getGradient('Sum').gradFunc === sumGradient) return;
  for (const gradient of [
    { kernelName: 'Sum', inputsToSave: ['x'], gradFunc: sumGradient },
    { kernelName: 'Mean', inputsToSave: ['x'], gradFunc: meanGradient },
    { kernelName: 'Softmax', outputsToSave: [true], gradFunc: softmaxGradient },
  ]) {
    tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}

type Gradient = NonNullable<ReturnType<typeof tf.getGradient>>['gradFunc'];

const sumGradient: Gradient = (dy, saved, attributes) => {
  const [x] = saved as [tf.Tensor];
  return { x: () => spread(dy as tf.Tensor, x, attributes as unknown as ReductionAttributes) };
};

const meanGradient: Gradient = (dy, saved, attributes) => {
  const [x] = saved as [tf.Tensor];
  const share = (dy as tf.Tensor).size / x.size;
  return { x: () => spread(tf.mul(dy as tf.Tensor, share), x, attributes as unknown as ReductionAttributes) };
};

/** y (dy - sum(dy y)), with one array of that size less than TensorFlow.js's form. */
const softmaxGradient: Gradient = (dy, saved) => {
  const [y] = saved as [tf.Tensor];
  const gradient = dy as tf.Tensor;
  return { logits: () => tf.mul(y, tf.sub(gradient, tf.sum(tf.mul(gradient, y), -1, true))) };
};

/** The gradient of a sum goes to each of its terms. */
function spread(dy: tf.Tensor, x: tf.Tensor, { axis }: ReductionAttributes): tf.Tensor {
  const shape = [...x.shape];
  for (const reduced of tf.util.parseAxisParam(axis, x.shape)) shape[reduced] = 1;
  return tf.broadcastTo(tf.reshape(dy, shape), x.shape);
}
