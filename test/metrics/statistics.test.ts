import { describe, expect, it } from 'vitest';
import { bleu, confidenceIntervals, meanAndDeviation, Ngrams, pairedBootstrapTest } from '../../lib/metrics';
import { resample } from '../../lib/metrics/resampling';
import { meanOf } from '../../lib/metrics/sums';
import { numberWords } from '../../lib/metrics/words';
import { Random } from '../../lib/nn/random';
import { loadCorpus } from '../parity/metrics';

/** Normally distributed numbers with a mean of exactly 0 and a population variance of exactly 1. */
function standardNormal(count: number, seed: number): number[] {
  const random = new Random(seed);
  const values = Array.from({ length: count }, () => random.normal());
  const { mean, deviation } = meanAndDeviation(values);
  const scale = deviation * Math.sqrt((count - 1) / count);
  return values.map((value) => (value - mean) / scale);
}

describe('meanAndDeviation', () => {
  it('divides by n - 1', () => {
    const { mean, deviation } = meanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toBe(5);
    expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('knows no deviation of one result', () => {
    expect(meanAndDeviation([3])).toEqual({ mean: 3, deviation: Number.NaN });
  });
});

describe('resample', () => {
  it('draws as many images as there are, with replacement', () => {
    const [means] = resample([meanOf([0, 1])], { samples: 4000 });
    const share = (value: number) => means!.filter((mean) => mean === value).length / 4000;
    expect(share(0)).toBeCloseTo(0.25, 1);
    expect(share(0.5)).toBeCloseTo(0.5, 1);
    expect(share(0) + share(0.5) + share(1)).toBe(1);
  });

  it('gives the same samples for the same seed, and to all scores', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    const [first, double] = resample([meanOf(values), meanOf(values.map((value) => 2 * value))], { seed: 1 });
    expect(double).toEqual(first!.map((mean) => 2 * mean));
    expect(resample([meanOf(values)], { seed: 1 })).toEqual([first]);
    expect(resample([meanOf(values)], { seed: 2 })).not.toEqual([first]);
  });

  it.each([500, 20_003])('varies as the mean of %i images does', (count) => {
    const [means] = resample([meanOf(standardNormal(count, 3))], { samples: 2000 });
    const { mean, deviation } = meanAndDeviation([...means!]);
    expect(Math.abs(mean * Math.sqrt(count))).toBeLessThan(0.1);
    expect(Math.abs(deviation * Math.sqrt(count) - 1)).toBeLessThan(0.06);
  });

  it('refuses no image, and different images', () => {
    expect(() => resample([meanOf([])])).toThrow('Found no image');
    expect(() => resample([meanOf([1, 2]), meanOf([1])])).toThrow('Found scores of 2 and of 1 images');
  });
});

describe('sums over images', () => {
  it('give the BLEU of any sample without scoring it again', () => {
    const { images } = loadCorpus('scene');
    const random = new Random(5);
    const sample = images.map(() => random.integer(images.length));
    const scoresOf = (chosen: typeof images) =>
      bleu(
        new Ngrams(
          numberWords({
            references: chosen.map((image) => image.references_tokenized),
            predictions: chosen.map((image) => image.prediction_tokenized),
          }),
        ),
      );
    const rescored = scoresOf(sample.map((index) => images[index]!));
    scoresOf(images).forEach(({ sums }, n) => {
      const drawn = sums!.columns.map((column) => sample.reduce((sum, index) => sum + column[index]!, 0));
      expect(sums!.score(drawn, sample.length)).toBeCloseTo(rescored[n]!.corpus, 12);
    });
  });
});

describe('confidenceIntervals', () => {
  it('of a mean are those of the normal distribution', () => {
    const count = 400;
    const scores = { CIDEr: meanOf(standardNormal(count, 7)) };
    const bounds = (level: number) => confidenceIntervals(scores, { samples: 20_000, level }).CIDEr!;
    expect(bounds(0.95).low * Math.sqrt(count)).toBeCloseTo(-1.96, 1);
    expect(bounds(0.95).high * Math.sqrt(count)).toBeCloseTo(1.96, 1);
    expect(bounds(0.5).high * Math.sqrt(count)).toBeCloseTo(0.674, 1);
  });

  it('have no width where all images score the same', () => {
    expect(confidenceIntervals({ CIDEr: meanOf([2, 2, 2]) })).toEqual({ CIDEr: { low: 2, high: 2 } });
  });

  it('refuse a level that is no share', () => {
    expect(() => confidenceIntervals({ CIDEr: meanOf([1]) }, { level: 95 })).toThrow('Option level: found 95');
  });
});

describe('pairedBootstrapTest', () => {
  const compare = (first: number[], second: number[], samples = 20_000) =>
    pairedBootstrapTest({ CIDEr: meanOf(first) }, { CIDEr: meanOf(second) }, { samples }).CIDEr!;

  it('gives the probability of the normal test, whatever the images have in common', () => {
    const count = 400;
    const common = standardNormal(count, 11).map((value) => 5 * value);
    const noise = standardNormal(count, 12);
    const shift = 1.5 / Math.sqrt(count);
    const { difference, interval, p } = compare(
      common.map((value, i) => value + noise[i]! + shift),
      common,
    );
    expect(difference).toBeCloseTo(shift, 12);
    expect(p).toBeCloseTo(0.1336, 2); // 2 (1 - Phi(1.5))
    expect(interval.low).toBeLessThan(0);
    expect(interval.high).toBeGreaterThan(2 * shift);
  });

  it('finds no difference between a system and itself, and a sure one where every image is better', () => {
    const values = standardNormal(100, 13);
    expect(compare(values, values, 1000)).toEqual({ difference: 0, interval: { low: 0, high: 0 }, p: 1 });
    const better = values.map((value) => value + 1);
    expect(compare(better, values, 999).p).toBe(1 / 1000);
    expect(compare(values, better, 999).difference).toBeCloseTo(-1, 12);
  });

  it('refuses systems with different metrics', () => {
    const sums = meanOf([1, 2]);
    expect(() => pairedBootstrapTest({ CIDEr: sums }, { METEOR: sums })).toThrow(
      'Found the metric CIDEr of one system',
    );
    expect(() => pairedBootstrapTest({}, { METEOR: sums })).toThrow('Found the metric METEOR of one system');
  });
});
