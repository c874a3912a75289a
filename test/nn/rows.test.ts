import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_ROW, takeRows, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { uniformTensor } from './numeric';

const indices = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  places: fc.array(fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
});

/** Every index from -1 to count - 1 turns up. */
const toIndex = (places: number[][], count: number) => places.map((bag) => bag.map((n) => (n % (count + 1)) - 1));

describeEngines('rows by index', () => {
  test('takes the rows of each bag, or zeros', () => {
    fc.assert(
      fc.property(indices, ({ count, places }) =>
        tidy(() => {
          const index = toIndex(places, count);
          const x = uniformTensor([index.length, count, 2], 1) as tf.Tensor3D;
          const rows = x.arraySync();
          const expected = index.map((bag, b) => bag.map((i) => (i === NO_ROW ? [0, 0] : rows[b]![i]!)));
          expect(tf.max(tf.abs(tf.sub(takeRows(x, index), tf.tensor(expected)))).arraySync()).toBe(0);
        }),
      ),
      { seed: 1, numRuns: 20 },
    );
  });

  test('the gradient of a row is the sum over its copies', () => {
    fc.assert(
      fc.property(indices, ({ count, places }) =>
        tidy(() => {
          const index = toIndex(places, count);
          const x = uniformTensor([index.length, count, 2], 1) as tf.Tensor3D;
          const cotangent = uniformTensor([index.length, 6, 2], 2) as tf.Tensor3D;
          const found = tf.grad((at) => tf.sum(tf.mul(takeRows(at as tf.Tensor3D, index), cotangent)))(x);
          const expected = index.map((bag, b) =>
            Array.from({ length: count }, (_, row) =>
              sumOf(cotangent.arraySync()[b]!.filter((_, s) => bag[s] === row)),
            ),
          );
          expect(tf.max(tf.abs(tf.sub(found, tf.tensor(expected)))).arraySync()).toBeLessThan(1e-6);
        }),
      ),
      { seed: 1, numRuns: 20 },
    );
  });
});

const sumOf = (rows: number[][]) => [0, 1].map((column) => rows.reduce((sum, row) => sum + row[column]!, 0));
