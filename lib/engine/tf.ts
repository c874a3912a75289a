// Not `import * as`, which would make a copy of the module object: danfojs-node's `tensorflow` is this very object.
import tf = require('@tensorflow/tfjs');

/** The one TensorFlow.js of the process: every engine registers with this copy, and danfojs-node shares it. */
export { tf };

/**
 * `tf.tidy` for any result type: runs `run` and frees every tensor that it made, except those in its result
 * (also inside objects and arrays).
 */
export function tidy<T>(run: () => T): T {
  return tf.tidy(run as () => tf.TensorContainer) as T;
}
