import type { MetricScores } from './corpus';
import { maxOrder, type Ngrams } from './ngrams';

/** What BLEU needs to know about one prediction, or about several by summing. */
interface BleuCounts {
  /** n-grams of the prediction, by n - 1. */
  guessed: number[];
  /** Those of them that the references have too: each counted at most as often as in the one that has it most. */
  correct: number[];
  predictionLength: number;
  /** Length of the closest reference; the shorter one of two that are equally close. */
  referenceLength: number;
}

/**
 * BLEU-N = BP (prod_{n=1..N} p_n)^(1/N), p_n = correct n-grams / guessed n-grams, BP = min(1, exp(1 - r / c)), where
 * c and r are the lengths of prediction and closest reference. The corpus score is that of the summed counts.
 * Papineni et al. 2002, Sec. 2; the small constants are those of pycocoevalcap's BleuScorer. O(words).
 *
 * @returns BLEU-1, -2, -3 and -4
 */
export function bleu(ngrams: Ngrams): MetricScores[] {
  const total: BleuCounts = {
    guessed: [0, 0, 0, 0],
    correct: [0, 0, 0, 0],
    predictionLength: 0,
    referenceLength: 0,
  };
  const scores: { corpus: number; segments: number[] }[] = total.guessed.map(() => ({ corpus: 0, segments: [] }));
  const counter = new ClippedCounter(ngrams);
  for (let image = 0; image < ngrams.imageCount; image++) {
    const counts = counter.count(image);
    bleuOf(counts).forEach((score, n) => {
      scores[n]!.segments.push(score);
      total.guessed[n]! += counts.guessed[n]!;
      total.correct[n]! += counts.correct[n]!;
    });
    total.predictionLength += counts.predictionLength;
    total.referenceLength += counts.referenceLength;
  }
  bleuOf(total).forEach((score, n) => {
    scores[n]!.corpus = score;
  });
  return scores;
}

// Keep a score without a match above 0, and a division by no n-grams defined.
const tiny = 1e-15;
const small = 1e-9;

function bleuOf({ guessed, correct, predictionLength, referenceLength }: BleuCounts): number[] {
  const ratio = (predictionLength + tiny) / (referenceLength + small);
  const brevityPenalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return guessed.map((guesses, n) => {
    product *= (correct[n]! + tiny) / (guesses + small);
    return brevityPenalty * product ** (1 / (n + 1));
  });
}

class ClippedCounter {
  /** By n-gram: how often the reference at hand has it. Zero between calls, as `limits`. */
  private readonly counts: Int32Array;
  /** By n-gram: how often the reference that has it most does. */
  private readonly limits: Int32Array;

  constructor(private readonly ngrams: Ngrams) {
    this.counts = new Int32Array(ngrams.size);
    this.limits = new Int32Array(ngrams.size);
  }

  count(image: number): BleuCounts {
    const predictionLength = this.ngrams.wordCount(this.ngrams.prediction(image));
    const guessed: number[] = [];
    const correct: number[] = [];
    for (let n = 1; n <= maxOrder; n++) {
      guessed.push(Math.max(0, predictionLength - n + 1));
      correct.push(this.correct(image, n));
    }
    return { guessed, correct, predictionLength, referenceLength: this.closestLength(image, predictionLength) };
  }

  private correct(image: number, n: number): number {
    const { ngrams, limits } = this;
    const numbers = ngrams.numbers[n]!;
    const prediction = ngrams.prediction(image);
    const endOfReferences = ngrams.endOfReferences(image);
    for (let reference = prediction + 1; reference < endOfReferences; reference++) this.raiseLimits(reference, n);
    let correct = 0;
    for (let w = ngrams.start(prediction), end = ngrams.end(prediction, n); w < end; w++) {
      if (limits[numbers[w]!]! > 0) {
        limits[numbers[w]!]!--;
        correct++;
      }
    }
    for (let reference = prediction + 1; reference < endOfReferences; reference++) {
      for (let w = ngrams.start(reference), end = ngrams.end(reference, n); w < end; w++) limits[numbers[w]!] = 0;
    }
    return correct;
  }

  private raiseLimits(reference: number, n: number): void {
    const { counts, limits, ngrams } = this;
    const numbers = ngrams.numbers[n]!;
    const start = ngrams.start(reference);
    const end = ngrams.end(reference, n);
    for (let w = start; w < end; w++) {
      const ngram = numbers[w]!;
      const count = ++counts[ngram]!;
      if (count > limits[ngram]!) limits[ngram] = count;
    }
    for (let w = start; w < end; w++) counts[numbers[w]!] = 0;
  }

  private closestLength(image: number, predictionLength: number): number {
    const { ngrams } = this;
    let closest = Number.POSITIVE_INFINITY;
    for (let row = ngrams.prediction(image) + 1; row < ngrams.endOfReferences(image); row++) {
      const length = ngrams.wordCount(row);
      const difference = Math.abs(length - predictionLength) - Math.abs(closest - predictionLength);
      if (difference < 0 || (difference === 0 && length < closest)) closest = length;
    }
    return closest;
  }
}
