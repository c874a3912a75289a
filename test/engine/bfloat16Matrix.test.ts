import { expect, it, vi } from 'vitest';
import { Bfloat16Matrix, compile, narrowToBfloat16, tf, tidy, widenBfloat16 } from '../../lib';
import { nativeBackend } from '../../lib/engine/compile/nativeBackend';
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

/** What the tests take the processor for. */
const processor = vi.hoisted(() => ({ hasBfloat16: true }));
vi.mock('../../lib/engine/bfloat16Support', () => ({ processorHasBfloat16: () => processor.hasBfloat16 }));

describeEngines('Bfloat16Matrix', () => {
  it('gives the numbers that it was made of', () => {
    tidy(() => {
      const { matrix, widened } = sample();
      expect(matrix.widen().arraySync()).toEqual(widened.arraySync());
      expect([matrix.shape, matrix.size]).toEqual([[6, 8], 48]);
      matrix.dispose();
    });
  });

  // Results are below 4: in bfloat16 they are rounded to 8 bits.
  it.each([
    { hasBfloat16: true, tolerance: 2 ** -7 },
    { hasBfloat16: false, tolerance: 1e-6 },
  ])(
    'multiplies as its float32 numbers do, eager and compiled, forward and backward: %o',
    ({ hasBfloat16, tolerance }) => {
      processor.hasBfloat16 = hasBfloat16;
      tidy(() => {
        const { matrix, widened, x, dy } = sample();
        const run = (rows: tf.Tensor2D, cotangent: tf.Tensor) => ({
          product: matrix.multiply(rows),
          gradient: tf.grad((at) => matrix.multiply(at as tf.Tensor2D))(rows, cotangent),
        });
        const before = tf.memory().numTensors;
        const eager = run(x, dy);
        expect(tf.memory().numTensors - before).toBeLessThanOrEqual(3); // tf.grad keeps one
        expect(maxAbsoluteDifference(eager.product, tf.matMul(x, widened, false, true))).toBeLessThan(tolerance);
        expect(maxAbsoluteDifference(eager.gradient, tf.matMul(dy, widened))).toBeLessThan(tolerance);
        const step = compile(run);
        for (let repeat = 0; repeat < 2; repeat++) {
          const compiled = step(x, dy);
          expect(maxAbsoluteDifference(compiled.product, eager.product)).toBeLessThan(1e-6);
          expect(maxAbsoluteDifference(compiled.gradient, eager.gradient)).toBeLessThan(1e-6);
        }
        step.dispose();
        matrix.dispose();
      });
    },
  );

  it.each([true, false])('leaves nothing in TensorFlow, with instructions: %s', (hasBfloat16) => {
    processor.hasBfloat16 = hasBfloat16;
    tidy(() => {
      const { matrix, x } = sample();
      const multiply = () => tidy(() => void matrix.multiply(x));
      multiply();
      const handles = () => nativeBackend()?.binding.getNumOfTensors();
      const before = handles();
      for (let i = 0; i < 5; i++) multiply();
      expect(handles()).toBe(before);
      matrix.dispose();
    });
  });

  it('asks Linux what the processor has', async () => {
    const { processorHasBfloat16 } = await vi.importActual<typeof import('../../lib/engine/bfloat16Support')>(
      '../../lib/engine/bfloat16Support',
    );
    expect(processorHasBfloat16()).toBeTypeOf('boolean');
    expect(processorHasBfloat16()).toBe(processorHasBfloat16());
  });

  it('refuses bits that do not fill it, and an odd count', () => {
    expect(() => new Bfloat16Matrix(new Uint16Array(6), [2, 4])).toThrow('Found 6 numbers for a matrix [2,4]');
    expect(() => new Bfloat16Matrix(new Uint16Array(9), [3, 3])).toThrow('expected an even count that fills it');
  });
});
