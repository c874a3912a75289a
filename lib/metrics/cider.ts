import { type MetricScores, mean } from './corpus';
import { maxOrder, type Ngrams } from './ngrams';

/** Width of the Gaussian over the difference in length, in words. */
const sigma = 6;

/**
 * CIDEr-D, which is what pycocoevalcap's `Cider` computes (without stemming): for n = 1 to 4, with tf-idf vectors g
 * over the n-grams of a caption,
 *
 *   CIDEr-D_n(c, S) = 10 / |S| sum_{s in S} exp(-(l(c) - l(s))^2 / (2 sigma^2)) min(g(c), g(s)) . g(s) / (|g(c)| |g(s)|)
 *
 * and their mean over n. Vedantam, Zitnick and Parikh 2015, Eq. 2-4 and Sec. 6. The idf comes from the references of the
 * very images that are scored, so a score depends on the other images, and that of a single image is 0. O(words).
 */
export function cider(ngrams: Ngrams): MetricScores {
  const scorer = new Cider(ngrams);
  const segments = Array.from({ length: ngrams.imageCount }, (_, image) => scorer.score(image));
  return { corpus: mean(segments), segments };
}

/**
 * g_k = tf log(images / images whose references have n-gram k): Vedantam et al. 2015, Eq. 1, with the count of the n-gram
 * in the caption as tf. @returns the logarithm by n-gram
 */
export function inverseDocumentFrequencies(ngrams: Ngrams): Float64Array {
  const frequencies = new Int32Array(ngrams.size);
  const lastImage = new Int32Array(ngrams.size).fill(-1);
  for (let image = 0; image < ngrams.imageCount; image++) {
    for (let row = ngrams.prediction(image) + 1; row < ngrams.endOfReferences(image); row++) {
      for (let n = 1; n <= maxOrder; n++) {
        const numbers = ngrams.numbers[n]!;
        for (let w = ngrams.start(row), end = ngrams.end(row, n); w < end; w++) {
          const ngram = numbers[w]!;
          if (lastImage[ngram] !== image) frequencies[ngram]!++;
          lastImage[ngram] = image;
        }
      }
    }
  }
  const idf = new Float64Array(ngrams.size);
  for (let ngram = 0; ngram < idf.length; ngram++) {
    idf[ngram] = Math.log(ngrams.imageCount) - Math.log(Math.max(1, frequencies[ngram]!));
  }
  return idf;
}

class Cider {
  /** By n-gram: idf^2. */
  private readonly weights: Float64Array;
  /** By n-gram: its count in the prediction, and in the reference at hand. Zero between calls. */
  private readonly inPrediction: Int32Array;
  private readonly inReference: Int32Array;

  constructor(private readonly ngrams: Ngrams) {
    this.weights = inverseDocumentFrequencies(ngrams);
    for (let ngram = 0; ngram < ngrams.size; ngram++) this.weights[ngram]! **= 2;
    this.inPrediction = new Int32Array(ngrams.size);
    this.inReference = new Int32Array(ngrams.size);
  }

  score(image: number): number {
    const { ngrams, inPrediction, weights } = this;
    const prediction = ngrams.prediction(image);
    const endOfReferences = ngrams.endOfReferences(image);
    let sum = 0;
    for (let n = 1; n <= maxOrder; n++) {
      const numbers = ngrams.numbers[n]!;
      const start = ngrams.start(prediction);
      const end = ngrams.end(prediction, n);
      for (let w = start; w < end; w++) inPrediction[numbers[w]!]!++;
      let square = 0; // a repeated n-gram comes up count times, each time with its share of (count idf)^2
      for (let w = start; w < end; w++) square += inPrediction[numbers[w]!]! * weights[numbers[w]!]!;
      for (let reference = prediction + 1; reference < endOfReferences; reference++) {
        sum += this.lengthPenalty(prediction, reference) * this.similarity(square, reference, n);
      }
      for (let w = start; w < end; w++) inPrediction[numbers[w]!] = 0;
    }
    return (10 * sum) / (maxOrder * (endOfReferences - prediction - 1));
  }

  /** The reference counts a caption's bigrams, so captions of no word and of one are equally long. */
  private lengthPenalty(prediction: number, reference: number): number {
    const bigrams = (row: number) => Math.max(0, this.ngrams.wordCount(row) - 1);
    return Math.exp(-((bigrams(prediction) - bigrams(reference)) ** 2) / (2 * sigma ** 2));
  }

  /** min(g(c), g(s)) . g(s) / (|g(c)| |g(s)|), given |g(c)|^2 and with the counts of the prediction c set. */
  private similarity(predictionSquare: number, reference: number, n: number): number {
    const { ngrams, weights, inPrediction, inReference } = this;
    const numbers = ngrams.numbers[n]!;
    const start = ngrams.start(reference);
    const end = ngrams.end(reference, n);
    for (let w = start; w < end; w++) inReference[numbers[w]!]!++;
    let product = 0;
    let square = 0;
    for (let w = start; w < end; w++) {
      const ngram = numbers[w]!;
      const count = inReference[ngram]!; // 0 when it has had its turn
      product += Math.min(inPrediction[ngram]!, count) * count * weights[ngram]!;
      square += count * count * weights[ngram]!;
      inReference[ngram] = 0;
    }
    return product === 0 ? 0 : product / Math.sqrt(predictionSquare * square);
  }
}
