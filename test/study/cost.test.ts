import { expect, it } from 'vitest';
import { growthExponent, measureCost, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';

it('finds the exponent of a power law', () => {
  const points = [1, 2, 4, 8].map((x) => ({ x, y: 3 * x ** 1.7 }));
  expect(growthExponent(points)).toBeCloseTo(1.7, 10);
});

it('refuses points that have no logarithm', () => {
  expect(() =>
    growthExponent([
      { x: 1, y: 0 },
      { x: 2, y: 1 },
    ]),
  ).toThrow(/positive/);
  expect(() => growthExponent([{ x: 1, y: 1 }])).toThrow(/two points/);
});

describeEngines('measureCost', () => {
  it('counts the tensors that a run makes, and frees them', async () => {
    const x = tf.ones([100, 100]);
    const cost = await measureCost(() => tidy(() => tf.add(tf.square(x), 1)));
    expect(cost.peakBytes).toBeGreaterThanOrEqual(2 * 40_000);
    expect(cost.peakBytes).toBeLessThan(4 * 40_000);
    expect(cost.seconds).toBeGreaterThan(0);
    x.dispose();
  });
});
