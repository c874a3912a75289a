import { describe, expect, it } from 'vitest';
import { loadMusk, standardise } from '../../lib/data';

describe('standardise', () => {
  it('uses the training instances only, each counted once', () => {
    const training = [
      { instances: [[1, 5]] },
      {
        instances: [
          [2, 5],
          [6, 5],
        ],
      },
    ];
    const { mean, deviation, apply } = standardise(training);
    expect(mean).toEqual([3, 5]);
    expect(deviation).toEqual([Math.sqrt(14 / 3), 1]); // the constant feature is not divided by 0
    expect(apply([{ id: 7, instances: [[3, 9]] }])).toEqual([{ id: 7, instances: [[0, 4]] }]);
    expect(training[0]!.instances).toEqual([[1, 5]]);
  });

  it('brings musk to mean 0 and deviation 1', () => {
    const { bags } = loadMusk('musk1');
    const again = standardise(standardise(bags).apply(bags));
    for (const mean of again.mean) expect(mean).toBeCloseTo(0, 10);
    for (const deviation of again.deviation) expect(deviation).toBeCloseTo(1, 10);
  });

  it('refuses bags without an instance', () => {
    expect(() => standardise([{ instances: [] }])).toThrow('Found no instance in 1 training bags');
  });
});
