import type { CorpusSums } from './sums';

/** Captions after tokenization, each the words joined by a space: image i has `references[i]` and `predictions[i]`. */
export interface TokenizedCorpus {
  readonly references: readonly (readonly string[])[];
  readonly predictions: readonly string[];
}

/** What a metric answers: one score for the corpus, and one an image (a "segment") in the order of the corpus. */
export interface MetricScores {
  readonly corpus: number;
  readonly segments: readonly number[];
  /** The corpus score as a function of sums over images. Default: it is the mean of the segments. */
  readonly sums?: CorpusSums;
}

export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
