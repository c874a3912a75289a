import { tf } from '../engine';

export type Activation = (x: tf.Tensor) => tf.Tensor;

/** Exact GELU, x * Phi(x) by the error function (Hendrycks and Gimpel 2016); not the tanh approximation. */
export const gelu: Activation = (x) =>
  tf.tidy(() => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)));

export const relu: Activation = (x) => tf.relu(x);
