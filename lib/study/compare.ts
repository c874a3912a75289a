import type { Experiment, Part, SpecOptions } from './experiments';
import { type PooledTest, type PooledTestOptions, pooledTest } from './pooledTest';
import type { RunResult } from './result';
import { type LabelledResult, type ResultOf, resultsOfPart } from './scoreRows';
import type { LanguageKind, ScenarioName } from './spec';

/** The second of two variants against the first, at one training size. */
export interface Comparison {
  scenario: ScenarioName;
  language: LanguageKind;
  /** Labels of the variants. */
  first: string;
  second: string;
  /** Training samples. */
  size: number;
  /** Of the runs that both have finished. */
  seeds: readonly number[];
  tests: Readonly<Record<string, PooledTest>>;
}

/** Which variants are compared, and by what. */
export interface CompareOptions extends Omit<SpecOptions, 'variants'>, PooledTestOptions {
  /** Names of two variants to compare, in place of the pairs that the experiment is about. */
  pair?: readonly [first: string, second: string];
  /** Called after each comparison. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Tests the pairs of variants that an experiment is about, at each training size, over the seeds that both have finished.
 * Pairs without a seed in common are left out.
 * @throws StudyError for results that do not compare: see `pooledTest`
 */
export function compareVariants(
  experiment: Experiment,
  resultOf: ResultOf,
  options: CompareOptions = {},
): Comparison[] {
  const pairs = experiment.parts.flatMap((part) => {
    const results = resultsOfPart(part, resultOf, options);
    return (options.pair ? [options.pair] : (part.compare ?? [])).flatMap((pair) => runsOfPair(part, pair, results));
  });
  return pairs.map(({ runs: [first, second], ...pair }, index) => {
    const tests = pooledTest(first, second, options);
    options.onProgress?.(index + 1, pairs.length);
    return { ...pair, tests };
  });
}

type Pair = Omit<Comparison, 'tests'> & { runs: [first: RunResult[], second: RunResult[]] };

/** The runs of two variants with the same seeds, at each size that has some. */
function runsOfPair(
  { scenario, language = 't5' }: Part,
  variants: readonly [string, string],
  results: readonly LabelledResult[],
): Pair[] {
  const sizes = [...new Set(results.map(({ result }) => result.trainingSamples))];
  return sizes.flatMap((size) => {
    const [first, second] = variants.map((variant) =>
      results.filter((entry) => entry.variant === variant && entry.result.trainingSamples === size),
    ) as [LabelledResult[], LabelledResult[]];
    const seedsOf = (runs: readonly LabelledResult[]) => runs.map(({ result }) => result.spec.seed);
    const seeds = seedsOf(first).filter((seed) => seedsOf(second).includes(seed));
    if (seeds.length === 0) return [];
    const shared = (runs: readonly LabelledResult[]) =>
      runs.map(({ result }) => result).filter(({ spec }) => seeds.includes(spec.seed));
    const labels = { first: first[0]!.label, second: second[0]!.label };
    return [{ scenario, language, ...labels, size, seeds, runs: [shared(first), shared(second)] }];
  });
}
