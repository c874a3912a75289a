import { expect } from 'vitest';
import { Random, tf, tidy } from '../../lib';

/** Numbers in [-1, 1], the same on every engine. */
export function uniformTensor(shape: number[], seed: number): tf.Tensor {
  const random = new Random(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => 2 * random.uniform() - 1),
    shape,
  );
}

/**
 * Compares the gradient of sum(weights * f(x)) with central differences; weights are random, so that every output counts.
 * Float32 limits the differences to about three digits.
 */
export function expectGradientLikeDifferences(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, step = 1e-2): void {
  tidy(() => {
    const cotangent = uniformTensor(f(x).shape, 99);
    const loss = (at: tf.Tensor) => tf.sum(tf.mul(f(at), cotangent)) as tf.Scalar;
    const found = tf.grad(loss)(x).dataSync();
    const values = x.dataSync();
    const expected = Array.from(values, (_, i) => {
      const shifted = (by: number) => {
        const copy = Float32Array.from(values);
        copy[i]! += by;
        return loss(tf.tensor(copy, x.shape)).arraySync();
      };
      return (shifted(step) - shifted(-step)) / (2 * step);
    });
    const largest = Math.max(...expected.map(Math.abs));
    expected.forEach((value, i) => {
      expect(Math.abs(found[i]! - value), `place ${i}`).toBeLessThan(5e-3 * Math.max(1, largest));
    });
  });
}
