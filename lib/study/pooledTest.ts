import {
  type CorpusSums,
  type MeteorScorer,
  type MetricName,
  type NamedSums,
  type PairedTest,
  pairedBootstrapTest,
  scoreCaptions,
} from '../metrics';
import { StudyError } from './errors';
import type { RunResult } from './result';
import { canonicalJson, describeSpec } from './spec';

/** By which metrics, over how many draws. */
export interface PooledTestOptions {
  /** Default: the paper's four. */
  metrics?: readonly MetricName[];
  /** METEOR's implementation. Default: `openMeteor()`. */
  meteor?: MeteorScorer;
  /** Bootstrap samples (default 1000). */
  samples?: number;
}

/** Two variants by one metric; differences are of the second less the first. */
export interface PooledTest extends PairedTest {
  /** The difference of each pair of runs, in the order of the seeds. */
  bySeed: readonly number[];
}

const defaultMetrics = ['BLEU-4', 'CIDEr', 'METEOR', 'ROUGE-L'] as const satisfies readonly MetricName[];

/**
 * Paired bootstrap test of two variants over all their seeds. What is drawn are test samples, with the captions that every
 * run wrote of them, for both variants; of each draw the score is the mean of the runs' corpus scores. So a caption is
 * compared with those of the same sample only, and the runs' captions of one sample, which are alike, do not count as
 * independent. Interval and p tell what other test samples would have changed; that other seeds would have, the
 * differences by seed show.
 *
 * @param first runs of one variant @param second those of the other, with the same seeds
 * @throws StudyError unless runs have the same seeds, test samples and references
 */
export function pooledTest(
  first: readonly RunResult[],
  second: readonly RunResult[],
  { metrics = defaultMetrics, meteor, samples }: PooledTestOptions = {},
): Record<string, PooledTest> {
  const [ours, theirs] = [bySeed(second), bySeed(first)];
  checkPairs(theirs, ours);
  const sumsOf = (result: RunResult) => {
    const { references, captions: predictions } = result;
    return scoreCaptions({ references, predictions, metrics, meteor });
  };
  const [scored, others] = [ours.map(sumsOf), theirs.map(sumsOf)];
  const tests = pairedBootstrapTest(pool(scored.map(({ sums }) => sums)), pool(others.map(({ sums }) => sums)), {
    samples,
  });
  return Object.fromEntries(
    Object.entries(tests).map(([metric, test]) => [
      metric,
      { ...test, bySeed: scored.map(({ scores }, run) => scores[metric]! - others[run]!.scores[metric]!) },
    ]),
  );
}

const bySeed = (results: readonly RunResult[]) => [...results].sort((a, b) => a.spec.seed - b.spec.seed);

function checkPairs(first: readonly RunResult[], second: readonly RunResult[]): void {
  const seeds = (results: readonly RunResult[]) => results.map(({ spec }) => spec.seed).join(', ') || 'none';
  const fail = (where: string, found: string) => new StudyError('missing-result', where, found);
  const [one] = first;
  if (!one || seeds(first) !== seeds(second)) {
    const found = `found runs with the seeds ${seeds(first)} and ${seeds(second)}, expected the same, at least one`;
    throw fail('comparison', found);
  }
  for (const result of [...first, ...second]) {
    const where = describeSpec(result.spec);
    if (Object.keys(result.references).length === 0)
      throw fail(where, 'found no references: they do not come with results of your own data. Run it to compare it');
    if (canonicalJson(result.references) !== canonicalJson(one.references))
      throw fail(
        where,
        `found other test samples or references than those of ${describeSpec(one.spec)}, expected the same`,
      );
  }
}

/** A metric's mean over runs, as a function of sums over the samples that all of them captioned. */
function pool(runs: readonly NamedSums[]): Record<string, CorpusSums> {
  const names = Object.keys(runs[0]!);
  return Object.fromEntries(names.map((name) => [name, meanScore(runs.map((sums) => sums[name]!))]));
}

function meanScore(runs: readonly CorpusSums[]): CorpusSums {
  let begin = 0;
  const parts = runs.map(({ columns, score }) => {
    const [from, to] = [begin, begin + columns.length];
    begin = to;
    return (sums: readonly number[], images: number) => score(sums.slice(from, to), images);
  });
  return {
    columns: runs.flatMap(({ columns }) => columns),
    score: (sums, images) => parts.reduce((total, part) => total + part(sums, images), 0) / parts.length,
  };
}
