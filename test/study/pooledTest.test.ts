import { describe, expect, it } from 'vitest';
import { pairedBootstrapTest, scoreCaptions } from '../../lib/metrics';
import { pooledTest } from '../../lib/study/pooledTest';
import { fakeResult, fakeSpec } from './fakes';

const metrics = ['BLEU-4', 'CIDEr', 'ROUGE-L'] as const;
const things = ['red chair', 'green sofa', 'wooden shelf', 'tall lamp', 'round table', 'small stool'];
const ids = Array.from({ length: 60 }, (_, index) => `${index}`);
const thingOf = (id: string, shift = 0) => things[(Number(id) + shift) % things.length]!;
const references = Object.fromEntries(
  ids.map((id) => [id, [`a ${thingOf(id)} stands in a room`, `there is a ${thingOf(id)}`]]),
);

/** Runs that caption rightly but for some samples, more of them with a smaller `every` and seed. */
const runs = (variant: string, every: number, seeds = [1, 2, 3]) =>
  seeds.map((seed) => {
    const say = (id: string) => `a ${thingOf(id, Number(id) % (every + seed) === 0 ? 1 : 0)} stands in a room`;
    const captions = Object.fromEntries(ids.map((id) => [id, say(id)]));
    return fakeResult(fakeSpec({ variant, seed }), 0.3, { references, captions });
  });

describe('pooledTest', () => {
  it('of one seed is the paired bootstrap test', () => {
    const [first, second] = [runs('qformer', 3, [1]), runs('ppeg', 7, [1])];
    const sums = (predictions: Record<string, string>) => scoreCaptions({ references, predictions, metrics }).sums;
    const expected = pairedBootstrapTest(sums(second[0]!.captions), sums(first[0]!.captions));
    const found = pooledTest(first, second, { metrics });
    for (const metric of metrics) {
      const { bySeed, ...test } = found[metric]!;
      expect(test).toEqual(expected[metric]);
      expect(bySeed).toEqual([expect.closeTo(test.difference, 12)]);
    }
  });

  it("takes the mean of the seeds' differences, and of their scores sample by sample", () => {
    const test = pooledTest(runs('qformer', 3), runs('ppeg', 7), { metrics });
    for (const metric of metrics) {
      const { difference, bySeed, interval, p } = test[metric]!;
      expect(bySeed).toHaveLength(3);
      expect(difference).toBeCloseTo(bySeed.reduce((sum, value) => sum + value, 0) / 3, 12);
      expect(difference).toBeGreaterThan(0);
      expect(interval.low).toBeLessThan(difference);
      expect(interval.high).toBeGreaterThan(difference);
      expect(p).toBeLessThan(0.05);
    }
  });

  it('does not take captions of a sample by several runs for independent ones', () => {
    const same = (variant: string, every: number) =>
      runs(variant, every).map((run, _, [first]) => ({ ...run, captions: first!.captions }));
    const [one, three] = [
      pooledTest(runs('qformer', 3, [1]), runs('ppeg', 7, [1]), { metrics }),
      pooledTest(same('qformer', 3), same('ppeg', 7), { metrics }),
    ];
    for (const metric of metrics) {
      expect(three[metric]!.interval.low).toBeCloseTo(one[metric]!.interval.low, 10);
      expect(three[metric]!.p).toBe(one[metric]!.p);
    }
  });

  it('finds nothing between a variant and itself, in whatever order its runs come', () => {
    const test = pooledTest(runs('ppeg', 5), runs('ppeg', 5).reverse(), { metrics });
    expect(test.CIDEr).toMatchObject({ difference: 0, p: 1, bySeed: [0, 0, 0] });
  });

  it('refuses runs that do not compare', () => {
    const [first, second] = [runs('qformer', 3), runs('ppeg', 7)];
    expect(() => pooledTest(first, second.slice(1))).toThrow(/seeds 1, 2, 3 and 2, 3, expected the same/);
    expect(() => pooledTest([], [])).toThrow(/at least one/);
    const other = second.map((run) => ({ ...run, references: { a: ['a chair'] } }));
    expect(() => pooledTest(first, other)).toThrow(/ppeg.*found other test samples or references than those of/);
    const none = second.map((run) => ({ ...run, references: {} }));
    expect(() => pooledTest(first, none)).toThrow(
      /found no references: they do not come with results of your own data/,
    );
  });
});
