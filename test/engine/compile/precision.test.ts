import { afterEach, expect, test, vi } from 'vitest';
import { AdamW, type CompileOptions, compile, Parameters, QFormer, tf, tidy } from '../../../lib';
import { describeNative } from '../../engines';
import { uniformTensor } from '../../nn/numeric';

const processor = { hasBfloat16: true };
vi.mock('../../../lib/engine/bfloat16Support', () => ({ processorHasBfloat16: () => processor.hasBfloat16 }));

/** bfloat16 has 8 bits of mantissa: rounding to nearest errs by at most half a unit in the last of them. */
const ROUNDING = 2 ** -9;

describeNative('matrix products in bfloat16', () => {
  afterEach(() => {
    processor.hasBfloat16 = true;
  });

  test('are in float32 where the processor has no instructions for them, which is said once', () => {
    processor.hasBfloat16 = false;
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const product = compile((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b), { precision: 'bf16' });
    for (const rows of [5, 6]) {
      tidy(() => {
        const [a, b] = [uniformTensor([rows, 7], 1) as tf.Tensor2D, uniformTensor([7, 3], 2) as tf.Tensor2D];
        expect(Array.from(product(a, b).dataSync())).toEqual(Array.from(tf.matMul(a, b).dataSync()));
      });
    }
    expect(product.entries.map(({ precision }) => precision)).toEqual(['float32', 'float32']);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('no bfloat16 instructions')]]);
    warn.mockRestore();
    product.dispose();
  });

  test('err by no more than their factors and results are rounded', () => {
    const product = compile((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b), { precision: 'bf16' });
    tidy(() => {
      const [a, b] = [uniformTensor([24, 300], 1), uniformTensor([300, 16], 2)];
      const exact = tf.matMul(a, b);
      // |error| <= (2 r + r^2) |A| |B| for the factors, r |result| for the result; twice that for float32's own.
      const bound = tf.add(tf.mul(tf.matMul(tf.abs(a), tf.abs(b)), 4 * ROUNDING), tf.mul(tf.abs(exact), 2 * ROUNDING));
      const found = product(a as tf.Tensor2D, b as tf.Tensor2D);
      const share = tf.max(tf.div(tf.abs(tf.sub(found, exact)), bound)).arraySync() as number;
      expect(share).toBeLessThan(1);
      expect(share).toBeGreaterThan(0); // it was rounded at all
      expect(found.dtype).toBe('float32');
    });
    product.dispose();
  });

  test('change the losses of 20 training steps by less than a hundredth', () => {
    const train = (options: CompileOptions) => {
      const parameters = new Parameters(1);
      const sizes = { instanceWidth: 32, queries: 8, width: 32, layers: 2, heads: 4, dropout: 0 };
      const qformer = new QFormer(parameters.root(), { ...sizes, initialDeviation: 0.2 });
      const optimizer = new AdamW(parameters.entries());
      const step = compile(
        (bag: tf.Tensor, target: tf.Tensor, rate: tf.Scalar) =>
          optimizer.step(() => tf.mean(tf.squaredDifference(qformer.forward(bag).prompts, target)), rate),
        options,
      );
      const losses = Array.from({ length: 20 }, () =>
        tidy(() => step(uniformTensor([2, 9, 32], 1), uniformTensor([2, 8, 32], 2), tf.scalar(3e-3)).arraySync()),
      );
      step.dispose();
      optimizer.dispose();
      parameters.dispose();
      return losses;
    };
    const [exact, rounded] = [train({}), train({ precision: 'bf16' })];
    expect(exact.at(-1)).toBeLessThan(0.9 * exact[0]!);
    expect(rounded).not.toEqual(exact);
    rounded.forEach((loss, i) => {
      expect(Math.abs(loss / exact[i]! - 1), `step ${i}`).toBeLessThan(1e-2);
    });
  });
});
