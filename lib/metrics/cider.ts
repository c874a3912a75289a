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
    for (let reference = ngrams.images[image]! + 1; reference < ngrams.images[image + 1]!; reference++) {
      for (let n = 1; n <= maxOrder; n++) {
        for (const ngram of ngrams.of(reference, n)) {
          if (lastImage[ngram] !== image) frequencies[ngram]!++;
          lastImage[ngram] = image;
        }
      }
    }
  }
  return Float64Array.from(frequencies, (frequency) => Math.log(ngrams.imageCount) - Math.log(Math.max(1, frequency)));
}

class Cider {
  private readonly idf: Float64Array;
  /** By n-gram: its count in the prediction, and in the reference at hand. Zero between calls. */
  private readonly inPrediction: Int32Array;
  private readonly inReference: Int32Array;

  constructor(private readonly ngrams: Ngrams) {
    this.idf = inverseDocumentFrequencies(ngrams);
    this.inPrediction = new Int32Array(ngrams.size);
    this.inReference = new Int32Array(ngrams.size);
  }

  score(image: number): number {
    const { ngrams } = this;
    const prediction = ngrams.images[image]!;
    const end = ngrams.images[image + 1]!;
    let sum = 0;
    for (let n = 1; n <= maxOrder; n++) {
      const predicted = ngrams.of(prediction, n);
      for (const ngram of predicted) this.inPrediction[ngram]!++;
      const norm = this.norm(predicted, this.inPrediction);
      for (let reference = prediction + 1; reference < end; reference++) {
        sum += this.lengthPenalty(prediction, reference) * this.similarity(norm, ngrams.of(reference, n));
      }
      for (const ngram of predicted) this.inPrediction[ngram] = 0;
    }
    return (10 * sum) / (maxOrder * (end - prediction - 1));
  }

  /** The reference counts a caption's bigrams, so captions of no word and of one are equally long. */
  private lengthPenalty(prediction: number, reference: number): number {
    const bigrams = (row: number) => Math.max(0, this.ngrams.lengthOf(row) - 1);
    return Math.exp(-((bigrams(prediction) - bigrams(reference)) ** 2) / (2 * sigma ** 2));
  }

  /** min(g(c), g(s)) . g(s) / (|g(c)| |g(s)|) of the prediction c, whose counts are set, and the reference s. */
  private similarity(predictionNorm: number, reference: Int32Array): number {
    const { idf, inPrediction, inReference } = this;
    for (const ngram of reference) inReference[ngram]!++;
    const norm = predictionNorm * this.norm(reference, inReference);
    let product = 0;
    for (const ngram of reference) {
      const count = inReference[ngram]!;
      product += Math.min(inPrediction[ngram]!, count) * count * idf[ngram]! ** 2;
      inReference[ngram] = 0;
    }
    return norm === 0 ? 0 : product / norm;
  }

  /** |g|. A repeated n-gram comes up `count` times, each time with its share count idf^2 of (count idf)^2. */
  private norm(list: Int32Array, counts: Int32Array): number {
    let sum = 0;
    for (const ngram of list) sum += counts[ngram]! * this.idf[ngram]! ** 2;
    return Math.sqrt(sum);
  }
}
