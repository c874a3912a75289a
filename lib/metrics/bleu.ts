import type { MetricScores } from './corpus';
import { maxOrder, type Ngrams } from './ngrams';

/**
 * What BLEU counts of a prediction, or of several by summing: how many n-grams it has, n = 1 to 4; how many of them the
 * references have too, each counted at most as often as in the one that has it most; its length; and that of the closest
 * reference, the shorter one of two that are equally close.
 */
type BleuCounts = ArrayLike<number>;

const [correct, predictionLength, referenceLength] = [maxOrder, 2 * maxOrder, 2 * maxOrder + 1];
const countsOfImage = 2 * maxOrder + 2;

/**
 * BLEU-N = BP (prod_{n=1..N} p_n)^(1/N), p_n = correct n-grams / guessed n-grams, BP = min(1, exp(1 - r / c)), where
 * c and r are the lengths of prediction and closest reference. The corpus score is that of the summed counts.
 * Papineni et al. 2002, Sec. 2; the small constants are those of pycocoevalcap's BleuScorer. O(words).
 *
 * @returns BLEU-1, -2, -3 and -4
 */
export function bleu(ngrams: Ngrams): MetricScores[] {
  const columns = Array.from({ length: countsOfImage }, () => new Float64Array(ngrams.imageCount));
  const segments = Array.from({ length: maxOrder }, (): number[] => []);
  const counter = new ClippedCounter(ngrams);
  for (let image = 0; image < ngrams.imageCount; image++) {
    const counts = counter.count(image);
    for (let i = 0; i < countsOfImage; i++) columns[i]![image] = counts[i]!;
    const scores = bleuOf(counts);
    for (let n = 0; n < maxOrder; n++) segments[n]!.push(scores[n]!);
  }
  const total = bleuOf(columns.map((column) => column.reduce((sum, count) => sum + count, 0)));
  return segments.map((scores, n) => ({
    corpus: total[n]!,
    segments: scores,
    sums: { columns, score: (counts) => bleuOf(counts)[n]! },
  }));
}

// Keep a score without a match above 0, and a division by no n-grams defined.
const tiny = 1e-15;
const small = 1e-9;

function bleuOf(counts: BleuCounts): number[] {
  const ratio = (counts[predictionLength]! + tiny) / (counts[referenceLength]! + small);
  const brevityPenalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  const scores: number[] = [];
  let product = 1;
  for (let n = 0; n < maxOrder; n++) {
    product *= (counts[correct + n]! + tiny) / (counts[n]! + small);
    scores.push(brevityPenalty * product ** (1 / (n + 1)));
  }
  return scores;
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
    const length = this.ngrams.wordCount(this.ngrams.prediction(image));
    const counts = new Float64Array(countsOfImage);
    for (let n = 1; n <= maxOrder; n++) {
      counts[n - 1] = Math.max(0, length - n + 1);
      counts[correct + n - 1] = this.correct(image, n);
    }
    counts[predictionLength] = length;
    counts[referenceLength] = this.closestLength(image, length);
    return counts;
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
