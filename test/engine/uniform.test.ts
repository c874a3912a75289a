import { expect, test } from 'vitest';
import { tf, tidy, uniformNumbers } from '../../lib';
import { philoxUniform } from '../../lib/engine/philox';
import { describeEngines } from '../engines';

const seeds = [
  [0, 0],
  [5, -6],
  [-(2 ** 31), 2 ** 31 - 1],
] as const;

/** What TensorFlow's StatelessRandomUniform gives for the second seed. */
const known = [
  0.43094873428344727, 0.3552417755126953, 0.2998439073562622, 0.22462117671966553, 0.18615102767944336,
  0.4750887155532837,
];

test('the generator without TensorFlow gives the numbers of TensorFlow', () => {
  expect(Array.from(philoxUniform(6, [5, -6]))).toEqual(known);
});

describeEngines('uniform numbers', () => {
  test('are the same on every engine', () => {
    for (const seed of seeds) {
      tidy(() => {
        const drawn = uniformNumbers([3, 7], () => seed);
        expect(drawn.shape).toEqual([3, 7]);
        expect(drawn.dataSync()).toEqual(philoxUniform(21, seed));
      });
    }
  });

  test('fill [0, 1) evenly', () => {
    tidy(() => {
      const values = uniformNumbers([20_000], () => [1, 2]);
      expect(tf.mean(values).arraySync()).toBeCloseTo(0.5, 2);
      const counts = Array.from(tf.bincount(tf.cast(tf.mul(values, 10), 'int32') as tf.Tensor1D, [], 10).dataSync());
      for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    });
  });
});
