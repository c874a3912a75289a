import { tf } from './tf';

interface ReductionAttributes {
  axis: number | number[];
}

/**
 * Replaces TensorFlow.js's gradients of sum and mean, which multiply with an array of ones as large as the input, made in
 * JavaScript each time: a broadcast does. Once for the process; more calls change nothing.
 */
export function improveGradients(): void {
  if (tf.getGradient('Sum').gradFunc === sumGradient) return;
  for (const [kernelName, gradFunc] of [
    ['Sum', sumGradient],
    ['Mean', meanGradient],
  ] as const) {
    tf.unregisterGradient(kernelName);
    tf.registerGradient({ kernelName, inputsToSave: ['x'], gradFunc });
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

/** The gradient of a sum goes to each of its terms. */
function spread(dy: tf.Tensor, x: tf.Tensor, { axis }: ReductionAttributes): tf.Tensor {
  const shape = [...x.shape];
  for (const reduced of tf.util.parseAxisParam(axis, x.shape)) shape[reduced] = 1;
  return tf.broadcastTo(tf.reshape(dy, shape), x.shape);
}
