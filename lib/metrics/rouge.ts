import { type MetricScores, mean } from './corpus';
import { LongestCommonSubsequence } from './longestCommonSubsequence';
import type { WordRows } from './words';

/** Weight of recall against precision. */
const beta = 1.2;

/**
 * ROUGE-L: F = (1 + beta^2) P R / (R + beta^2 P) of the longest common subsequence of prediction and reference, where
 * P = LCS / words of the prediction, R = LCS / words of the reference. With several references P and R are the largest
 * ones, each by itself. Lin 2004, Eq. 2-4; Chen et al. 2015, Eq. 9-11. O(words of prediction * reference / 32).
 */
export function rougeL({ words, starts, images, vocabulary }: WordRows): MetricScores {
  const row = (r: number) => words.subarray(starts[r], starts[r + 1]);
  const lcs = new LongestCommonSubsequence(vocabulary.length);
  const segments: number[] = [];
  for (let image = 0; image + 1 < images.length; image++) {
    const prediction = row(images[image]!);
    let precision = 0;
    let recall = 0;
    for (let r = images[image]! + 1; r < images[image + 1]!; r++) {
      const reference = row(r);
      const length = lcs.lengthOf(prediction, reference);
      precision = Math.max(precision, length / prediction.length);
      recall = Math.max(recall, length / reference.length);
    }
    segments.push(precision === 0 ? 0 : fScore(precision, recall));
  }
  return { corpus: mean(segments), segments };
}

function fScore(precision: number, recall: number): number {
  return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision);
}
