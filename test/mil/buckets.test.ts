import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketSize, compile, Mivpg, Parameters, padToBucket, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { uniformTensor } from '../nn/numeric';
import { maxAbsoluteDifference } from '../parity/reference';

test('a bucket holds its bag, and grows no faster than it should', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 1.01, max: 3, noNaN: true }),
      (count, growth) => {
        const size = bucketSize(count, { growth });
        expect(size).toBeGreaterThanOrEqual(count);
        expect(bucketSize(size, { growth })).toBe(size);
        if (size > 16) expect(size).toBeLessThanOrEqual(Math.ceil((count - 1) * growth));
      },
    ),
  );
});

test('slides of all sizes need 13 buckets', () => {
  expect(new Set(Array.from({ length: 1860 }, (_, i) => bucketSize(i + 1))).size).toBe(13);
});

test('impossible sizes and buckets are errors', () => {
  expect(() => bucketSize(0)).toThrow('Option count: found 0');
  expect(() => bucketSize(5, { growth: 1 })).toThrow('Option growth: found 1, expected more than 1');
});

describeEngines('padding to a bucket', () => {
  test('lets one recording serve bags of many sizes, and changes no prompt', () => {
    const parameters = new Parameters(1);
    const sizes = { instanceWidth: 6, queries: 2, width: 8, layers: 1, heads: 2, hidden: 8 };
    const mivpg = new Mivpg(parameters.root(), { ...sizes, residual: 'postnorm' });
    const step = compile((bag: tf.Tensor, mask: tf.Tensor) => mivpg.forward(bag, { mask }).prompts);
    for (const count of [3, 16, 9]) {
      tidy(() => {
        const bag = uniformTensor([2, count, 6], count) as tf.Tensor3D;
        const mask = tf.concat([tf.ones([2, count - 1]), tf.tensor2d([[0], [1]])], 1) as tf.Tensor2D;
        for (const given of [undefined, mask]) {
          const padded = padToBucket(bag, given);
          expect([padded.bag.shape, padded.mask.shape]).toEqual([
            [2, 16, 6],
            [2, 16],
          ]);
          const expected = mivpg.forward(bag, { mask: given }).prompts;
          expect(maxAbsoluteDifference(step(padded.bag, padded.mask), expected)).toBeLessThan(1e-5);
        }
      });
    }
    if (tf.getBackend() === 'tensorflow') expect(step.recordings).toBe(1);
    step.dispose();
    parameters.dispose();
  });
});
