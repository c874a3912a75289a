import { SeededGenerator } from '../nn/seededGenerator';
import { inverseDocumentFrequencies } from './cider';
import { maxOrder, Ngrams } from './ngrams';
import { tokenizeCaptions } from './ptb';
import { numberWords } from './words';

/*
 * Predictors that never look at an image. Where captions are alike they score high, so a model's score says how much
 * the image contributed only beside theirs: on PatchGastricADC22 the most common caption of the slide's true class
 * reaches BLEU-4 0.64, and the published captioners, which do see the slide, less (0.45 for BLIP-2 with MIVPG).
 */

/** A training caption with the class of its image. */
export interface ClassCaption {
  class: string;
  caption: string;
}

/**
 * The training caption that occurs most often, for every image; the first one of several.
 * @throws if there is no training caption
 */
export function mostCommonCaption(training: readonly string[], ids: Iterable<string>): Map<string, string> {
  return sameForAll(mostCommon(training), ids);
}

/**
 * Class prior: the most common training caption of the image's true class. It is what a perfect classifier could say
 * that sees nothing but the class.
 * @param classes the true class by image id  @throws for a class without training captions
 */
export function mostCommonCaptionOfClass(
  training: readonly ClassCaption[],
  classes: ReadonlyMap<string, string>,
): Map<string, string> {
  const common = new Map([...captionsByClass(training)].map(([name, captions]) => [name, mostCommon(captions)]));
  return new Map([...classes].map(([id, name]) => [id, ofClass(common, name, id)]));
}

/**
 * Class prior: a random training caption of the image's true class, which is how alike two captions of one class are.
 * @param classes the true class by image id  @throws for a class without training captions
 */
export function randomCaptionOfClass(
  training: readonly ClassCaption[],
  classes: ReadonlyMap<string, string>,
  seed = 0,
): Map<string, string> {
  const byClass = captionsByClass(training);
  const random = new SeededGenerator(seed);
  const draw = (captions: readonly string[]) => captions[random.integer(captions.length)]!;
  return new Map([...classes].map(([id, name]) => [id, draw(ofClass(byClass, name, id))]));
}

/**
 * Nearest caption by majority, for every image: the consensus caption of Devlin et al. 2015, "Exploring nearest neighbor
 * approaches for image captioning", over the whole training set. It is the training caption with the highest mean
 * similarity to all others, which need not occur often; the first one of several.
 *
 * Similarity is CIDEr's (Vedantam et al. 2015, Eq. 2 and 3): the cosine of tf-idf vectors over n-grams, averaged over
 * n = 1 to 4, each caption being a document. A sum of cosines is one product with the sum of all unit vectors, so the
 * cost is O(words), not O(captions^2).
 *
 * @throws if there is no training caption
 */
export function consensusCaption(training: readonly string[], ids: Iterable<string>): Map<string, string> {
  const similarities = similaritiesToOthers(training);
  const best = similarities.reduce((winner, value, i) => (value > similarities[winner]! ? i : winner), 0);
  return sameForAll(notEmpty(training)[best]!, ids);
}

/** Of each caption: sum of its similarities to the other captions, times 4. */
function similaritiesToOthers(captions: readonly string[]): Float64Array {
  const references = tokenizeCaptions(captions).map((caption) => [caption]);
  const ngrams = new Ngrams(numberWords({ references, predictions: captions.map(() => '') }));
  const idf = inverseDocumentFrequencies(ngrams);
  const ngramsOf = (row: number, n: number) =>
    ngrams.numbers[n]!.subarray(ngrams.start(row), Math.max(ngrams.start(row), ngrams.end(row, n)));
  const unitVectors = (image: number): Map<number, number>[] =>
    Array.from({ length: maxOrder }, (_, n) => unitVector(ngramsOf(ngrams.prediction(image) + 1, n + 1), idf));
  const total = new Float64Array(ngrams.size);
  for (let image = 0; image < captions.length; image++) {
    for (const vector of unitVectors(image)) for (const [ngram, weight] of vector) total[ngram]! += weight;
  }
  return Float64Array.from(captions, (_, image) => {
    let sum = 0;
    for (const vector of unitVectors(image))
      for (const [ngram, weight] of vector) sum += weight * (total[ngram]! - weight);
    return sum;
  });
}

/** The tf-idf vector of a list of n-grams, of length 1; empty where every weight is 0. */
function unitVector(list: Int32Array, idf: Float64Array): Map<number, number> {
  const vector = new Map<number, number>();
  for (const ngram of list) vector.set(ngram, (vector.get(ngram) ?? 0) + idf[ngram]!);
  let squares = 0;
  for (const weight of vector.values()) squares += weight ** 2;
  const norm = Math.sqrt(squares);
  return norm === 0 ? new Map() : new Map([...vector].map(([ngram, weight]) => [ngram, weight / norm]));
}

function mostCommon(captions: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const caption of notEmpty(captions)) counts.set(caption, (counts.get(caption) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

function captionsByClass(training: readonly ClassCaption[]): Map<string, string[]> {
  const byClass = new Map<string, string[]>();
  for (const { class: name, caption } of training) {
    const captions = byClass.get(name);
    if (captions) captions.push(caption);
    else byClass.set(name, [caption]);
  }
  return byClass;
}

function ofClass<T>(byClass: ReadonlyMap<string, T>, name: string, id: string): T {
  const value = byClass.get(name);
  if (value !== undefined) return value;
  const known = [...byClass.keys()].slice(0, 10).join(', ');
  throw new Error(`Image "${id}" has the class "${name}", expected one of the training captions' classes: ${known}.`);
}

function sameForAll(caption: string, ids: Iterable<string>): Map<string, string> {
  return new Map([...ids].map((id) => [id, caption]));
}

function notEmpty(captions: readonly string[]): readonly string[] {
  if (captions.length === 0) throw new Error('Found no training captions, expected at least one.');
  return captions;
}
