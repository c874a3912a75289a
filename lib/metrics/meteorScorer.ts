import type { MetricScores } from './corpus';

/** METEOR 1.5, which needs data of its own, behind a seam: `scoreCaptions` takes any scorer of this shape. */
export interface MeteorScorer {
  /** The name the score goes by; without the paraphrase table it is another metric and says so. */
  readonly label: 'METEOR' | 'METEOR (no paraphrase)';
  /**
   * Scores captions, as a corpus and each.
   * @param references tokenized captions of each image, words joined by a space
   * @param hypotheses the tokenized prediction of each image
   */
  score(references: readonly (readonly string[])[], hypotheses: readonly string[]): MetricScores;
}
