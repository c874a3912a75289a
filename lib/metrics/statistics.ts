import { type ResampleOptions, resample } from './resampling';
import type { CorpusSums } from './sums';

/** Mean and sample standard deviation (divided by n - 1) of results, as over seeds; of one result there is none: NaN. */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : Number.NaN };
}

/** From where to where a score lies with the level asked for. */
export interface Interval {
  low: number;
  high: number;
}

/** How intervals are drawn. */
export interface BootstrapOptions extends ResampleOptions {
  /** Share of the samples that lies within an interval. Default: 0.95. */
  level?: number;
}

/** By name of a metric, as `scoreCaptions` gives them. */
export type NamedSums = Readonly<Record<string, CorpusSums>>;

/**
 * Percentile bootstrap intervals of corpus scores over images (Efron and Tibshirani 1993, Ch. 13): the range that the
 * score would have with other images of the same kind. CIDEr keeps the document frequencies of the whole corpus.
 */
export function confidenceIntervals(scores: NamedSums, options: BootstrapOptions = {}): Record<string, Interval> {
  const samples = resample(Object.values(scores), options);
  return Object.fromEntries(Object.keys(scores).map((name, i) => [name, percentiles(samples[i]!, options.level)]));
}

/** The comparison of two systems by one metric. */
export interface PairedTest {
  /** Score of the first less that of the second. */
  difference: number;
  /** Of the difference. */
  interval: Interval;
  /** Probability of a difference as large as this, of either sign, if there were none between the systems. */
  p: number;
}

/**
 * Paired bootstrap test of two systems on the same images (Koehn 2004): both are scored on the same samples. The
 * samples' differences, moved to a mean of 0, are what chance alone gives; p = (1 + how many of them are at least as large
 * as the difference found) / (1 + samples), as in sacreBLEU (which leaves out ties, and so finds equal systems different).
 *
 * @throws if the systems were not scored by the same metrics on as many images
 */
export function pairedBootstrapTest(
  first: NamedSums,
  second: NamedSums,
  options: BootstrapOptions = {},
): Record<string, PairedTest> {
  const names = Object.keys(first);
  const missing = [...names, ...Object.keys(second)].find((name) => !first[name] || !second[name]);
  if (missing) throw new Error(`Found the metric ${missing} of one system only, expected it of both.`);
  const samples = resample([...names.map((name) => first[name]!), ...names.map((name) => second[name]!)], options);
  return Object.fromEntries(
    names.map((name, i) => {
      const [ofFirst, ofSecond] = [samples[i]!, samples[names.length + i]!];
      const differences = ofFirst.map((score, sample) => score - ofSecond[sample]!);
      const difference = corpusScore(first[name]!) - corpusScore(second[name]!);
      const { mean } = meanAndDeviation([...differences]);
      const larger = differences.filter((value) => Math.abs(value - mean) >= Math.abs(difference)).length;
      const p = (1 + larger) / (1 + differences.length);
      return [name, { difference, interval: percentiles(differences, options.level), p }];
    }),
  );
}

/** The score of all images. */
function corpusScore({ columns, score }: CorpusSums): number {
  const sums = columns.map((column) => Array.prototype.reduce.call(column, (a, b) => a + b, 0) as number);
  return score(sums, columns[0]!.length);
}

/** Between the quantiles (1 - level) / 2 and (1 + level) / 2, interpolated linearly. */
function percentiles(values: Float64Array, level = 0.95): Interval {
  if (!(level > 0 && level < 1)) throw new Error(`Option level: found ${level}, expected a share between 0 and 1.`);
  const sorted = Float64Array.from(values).sort();
  const quantile = (share: number) => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) };
}
