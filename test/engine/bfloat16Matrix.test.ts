import { expect, it } from 'vitest';
import { Bfloat16Matrix, compile, narrowToBfloat16, tf, tidy, widenBfloat16 } from '../../lib';
import { describeEngines } from '../engines';
import { uniformTensor } from '../nn/numeric';
import { maxAbsoluteDifference } from '../parity/reference';

/** A matrix [6, 8] in bfloat16, the same numbers in float32, and rows that bfloat16 holds exactly. */
function sample() {
  const rounded = (shape: number[], seed: number) => {
    const bits = narrowToBfloat16(uniformTensor(shape, seed).dataSync() as Float32Array);
    return { bits, tensor: tf.tensor2d(widenBfloat16(bits), shape as [number, number]) };
  };
  const { bits, tensor: widened } = rounded([6, 8], 1);
  return {
    matrix: new Bfloat16Matrix(bits, [6, 8]),
    widened,
    x: rounded([3, 8], 2).tensor,
    dy: rounded([3, 6], 3).tensor,
  };
}

/** Results are below 4, and rounded to 8 bits. */
const ROUNDING = 2 ** -7;

describeEngines('Bfloat16Matrix', () => {
  it('gives the numbers that it was made of', () => {
    tidy(() => {
      const { matrix, widened } = sample();
      expect(matrix.widen().arraySync()).toEqual(widened.arraySync());
      expect([matrix.shape, matrix.size]).toEqual([[6, 8], 48]);
      matrix.dispose();
    });
  });

  it('multiplies as its float32 numbers do, to the rounding of the result, and keeps nothing', () => {
    tidy(() => {
      const { matrix, widened, x } = sample();
      const before = tf.memory().numTensors;
      const product = matrix.multiply(x);
      expect(product.shape).toEqual([3, 6]);
      expect(maxAbsoluteDifference(product, tf.matMul(x, widened, false, true))).toBeLessThan(ROUNDING);
      expect(tf.memory().numTensors - before).toBe(2);
      matrix.dispose();
    });
  });

  it('has the gradient by its input', () => {
    tidy(() => {
      const { matrix, widened, x, dy } = sample();
      const gradient = tf.grad((rows) => matrix.multiply(rows as tf.Tensor2D))(x, dy);
      expect(maxAbsoluteDifference(gradient, tf.matMul(dy, widened))).toBeLessThan(ROUNDING);
      matrix.dispose();
    });
  });

  it('is part of a compiled step, forward and backward', () => {
    tidy(() => {
      const { matrix, x, dy } = sample();
      const run = (rows: tf.Tensor2D, cotangent: tf.Tensor) => ({
        product: matrix.multiply(rows),
        gradient: tf.grad((at) => matrix.multiply(at as tf.Tensor2D))(rows, cotangent),
      });
      const step = compile(run);
      const eager = run(x, dy);
      for (let repeat = 0; repeat < 2; repeat++) {
        const compiled = step(x, dy);
        expect(maxAbsoluteDifference(compiled.product, eager.product)).toBe(0);
        expect(maxAbsoluteDifference(compiled.gradient, eager.gradient)).toBe(0);
      }
      step.dispose();
      matrix.dispose();
    });
  });

  it('refuses bits that do not fill it, and an odd count', () => {
    expect(() => new Bfloat16Matrix(new Uint16Array(6), [2, 4])).toThrow('Found 6 numbers for a matrix [2,4]');
    expect(() => new Bfloat16Matrix(new Uint16Array(9), [3, 3])).toThrow('expected an even count that fills it');
  });
});
