import { tf, tidy } from '../engine';

/**
 * 1 at each id and 0 elsewhere, as float32. (TensorFlow.js refuses a single class, and WebAssembly writes
 * wrong numbers when asked for float32 directly.)
 * @param ids whole numbers from 0 to count - 1, any shape @returns [...ids.shape, count]
 */
export function oneHot(ids: tf.Tensor, count: number): tf.Tensor {
  if (count === 1) return tf.ones([...ids.shape, 1]);
  return tidy(() => tf.cast(tf.oneHot(tf.cast(ids, 'int32') as tf.Tensor1D, count), 'float32'));
}
