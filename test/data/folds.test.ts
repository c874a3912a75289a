import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stratifiedFolds } from '../../lib/data';
import { Random } from '../../lib/nn';

const spread = (sizes: number[]) => Math.max(...sizes) - Math.min(...sizes);

describe('stratifiedFolds', () => {
  const labels = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 60 });

  it('puts each sample into one fold, with sizes and labels balanced to one', () => {
    fc.assert(
      fc.property(labels, fc.nat(), fc.integer(), (labels, extra, seed) => {
        const folds = stratifiedFolds(labels, 2 + (extra % (labels.length - 1)), new Random(seed));
        expect(folds.flat().sort((a, b) => a - b)).toEqual([...labels.keys()]);
        expect(spread(folds.map((fold) => fold.length))).toBeLessThanOrEqual(1);
        for (const label of new Set(labels)) {
          expect(spread(folds.map((fold) => fold.filter((i) => labels[i] === label).length))).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('depends on the seed only', () => {
    const labels = Array.from({ length: 92 }, (_, i) => (i < 47 ? 1 : 0));
    const once = stratifiedFolds(labels, 10, new Random(1));
    expect(stratifiedFolds(labels, 10, new Random(1))).toEqual(once);
    expect(stratifiedFolds(labels, 10, new Random(2))).not.toEqual(once);
  });

  it('refuses more folds than samples, and fewer than two', () => {
    expect(() => stratifiedFolds([0, 1], 3, new Random(0))).toThrow(
      'Found 3 folds, expected a whole number from 2 to 2',
    );
    expect(() => stratifiedFolds([0, 1], 1, new Random(0))).toThrow('Found 1 folds');
  });
});
