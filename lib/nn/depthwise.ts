import { tf, tidy } from '../engine';

/**
 * Convolution of each channel with its own kernel; stride 1, zeros beyond the border, so that the shape stays.
 * Trainable on every engine: where one has no gradient kernels (WebAssembly), sums of shifted products stand in.
 * @param x [B, height, width, D] @param kernel [odd, odd, D, 1] @returns [B, height, width, D]
 */
export function depthwiseConvolution(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const hasGradient = tf.getKernel('DepthwiseConv2dNativeBackpropFilter', tf.getBackend()) !== undefined;
  return hasGradient ? tf.depthwiseConv2d(x, kernel, 1, 'same') : convolveWithGradient(x, kernel);
}

const convolveWithGradient = (x: tf.Tensor4D, kernel: tf.Tensor4D) =>
  tf.customGrad((...inputs) => {
    const [image, weights, save] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
    save([image, weights]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [input, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      return [inputGradient(dy as tf.Tensor4D, filter), kernelGradient(input, dy as tf.Tensor4D, filter.shape)];
    };
    return { value: tf.depthwiseConv2d(image, weights, 1, 'same'), gradFunc };
  })(x, kernel) as tf.Tensor4D;

const inputGradient = (dy: tf.Tensor4D, kernel: tf.Tensor4D) =>
  tidy(() => tf.depthwiseConv2d(dy, tf.reverse(kernel, [0, 1]), 1, 'same'));

/** dK[i, j] = the sum over places of dy and of x shifted by (i, j). */
function kernelGradient(x: tf.Tensor4D, dy: tf.Tensor4D, shape: readonly number[]): tf.Tensor {
  const [height, width, channels] = shape as [number, number, number];
  return tidy(() => {
    const [top, left] = [(height - 1) / 2, (width - 1) / 2];
    const padded = tf.pad(x, [
      [0, 0],
      [top, top],
      [left, left],
      [0, 0],
    ]);
    const sums = Array.from({ length: height * width }, (_, place) => {
      const shifted = tf.slice(padded, [0, Math.floor(place / width), place % width, 0], x.shape);
      return tf.sum(tf.reshape(tf.mul(shifted, dy), [-1, channels]), 0); // [D]
    });
    return tf.reshape(tf.stack(sums), [height, width, channels, 1]);
  });
}
