import { type MetricScores, mean, type TokenizedCorpus } from './corpus';
import { LongestCommonSubsequence } from './longestCommonSubsequence';
import { numberWords, splitAtSpaces } from './words';

/** Weight of recall against precision. */
const beta = 1.2;

/**
 * ROUGE-L: F = (1 + beta^2) P R / (R + beta^2 P) of the longest common subsequence of prediction and reference, where
 * P = LCS / words of the prediction, R = LCS / words of the reference. With several references P and R are the largest
 * ones, each by itself. Lin 2004, Eq. 2-4; Chen et al. 2015, Eq. 9-11. O(words of prediction * reference / 32).
 */
export function rougeL(corpus: TokenizedCorpus): MetricScores {
  const { words, starts, images, vocabularySize } = numberWords(corpus, splitAtSpaces);
  const row = (r: number) => words.subarray(starts[r], starts[r + 1]);
  const lcs = new LongestCommonSubsequence(vocabularySize);
  const segments = corpus.predictions.map((_, image) => {
    const prediction = row(images[image]!);
    let precision = 0;
    let recall = 0;
    for (let r = images[image]! + 1; r < images[image + 1]!; r++) {
      const reference = row(r);
      const length = lcs.lengthOf(prediction, reference);
      precision = Math.max(precision, length / prediction.length);
      recall = Math.max(recall, length / reference.length);
    }
    if (precision === 0) return 0;
    return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision);
  });
  return { corpus: mean(segments), segments };
}
