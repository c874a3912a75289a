import { tf } from '../engine';

export type Activation = (x: tf.Tensor) => tf.Tensor;

/** Exact GELU, x * Phi(x) by the error function (Hendrycks and Gimpel 2016); not the tanh approximation. */
export const gelu: Activation = (x) =>
  tf.tidy(() => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)));

/** GELU's tanh approximation, `gelu_new` in Hugging Face's configurations. */
export const geluTanh: Activation = (x) =>
  tf.tidy(() => {
    const cubic = tf.mul(tf.add(tf.mul(tf.square(x), 0.044715), 1), x); // x + 0.044715 x^3
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
  });

/** x * sigmoid(x), also called swish. */
export const silu: Activation = (x) => tf.tidy(() => tf.mul(x, tf.sigmoid(x)));

export const relu: Activation = (x) => tf.relu(x);
