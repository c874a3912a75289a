// For its side effect: tfjs-core alone has no gradients registered.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';

/** The one TensorFlow.js of the process: every engine registers with this copy, and danfojs-node shares it. */
export { tf };

/**
 * `tf.tidy` for any result type: runs `run` and frees every tensor that it made, except those in its result
 * (also inside objects and arrays).
 */
export function tidy<T>(run: () => T): T {
  return tf.tidy(run as () => tf.TensorContainer) as T;
}
