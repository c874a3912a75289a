import { tf } from '../engine';

/** A function of each number of a tensor. */
export type Activation = (x: tf.Tensor) => tf.Tensor;

/** Exact GELU, x * Phi(x) by the error function (Hendrycks and Gimpel 2016); not the tanh approximation. */
export const gelu: Activation = (x) =>
  tf.customGrad((input, save) => {
    const rows = input as tf.Tensor;
    const cumulative = tf.mul(tf.add(tf.erf(tf.mul(rows, Math.SQRT1_2)), 1), 0.5);
    (save as tf.GradSaveFunc)([rows, cumulative]);
    return { value: tf.mul(rows, cumulative), gradFunc: geluGradient };
  })(x);

/** dy (Phi(x) + x phi(x)) with the normal distribution's density phi. */
function geluGradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor {
  const [x, cumulative] = saved as [tf.Tensor, tf.Tensor];
  const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return tf.mul(dy, tf.add(cumulative, tf.mul(x, density)));
}

/** GELU's tanh approximation, `gelu_new` in Hugging Face's configurations. */
export const geluTanh: Activation = (x) =>
  tf.tidy(() => {
    const cubic = tf.mul(tf.add(tf.mul(tf.square(x), 0.044715), 1), x); // x + 0.044715 x^3
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
  });

/** x * sigmoid(x), also called swish. */
export const silu: Activation = (x) => tf.tidy(() => tf.mul(x, tf.sigmoid(x)));

/** max(x, 0). */
export const relu: Activation = (x) => tf.relu(x);
