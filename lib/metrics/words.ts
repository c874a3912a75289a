import type { TokenizedCorpus } from './corpus';
import { hasWhiteSpace, splitAtWhiteSpace } from './whiteSpace';

/**
 * Captions as rows of word numbers, so that all later work is on integers. Row order: each image's prediction, then
 * its references, image by image.
 */
export interface WordRows {
  /** The words of all rows, one after the other. */
  readonly words: Int32Array;
  /** Row r is `words` from starts[r] up to starts[r + 1]. */
  readonly starts: Int32Array;
  /** The rows of image i are from images[i], its prediction, up to images[i + 1]. */
  readonly images: Int32Array;
  /** The word of each number. */
  readonly vocabulary: readonly string[];
}

/** Splits captions at single spaces, as pycocoevalcap's ROUGE-L does: an empty one has one empty word. O(characters). */
export function numberWords(corpus: TokenizedCorpus): WordRows {
  const numbering = new Numbering();
  const words: number[] = [];
  const starts = [0];
  const images = [0];
  const addRow = (caption: string) => {
    for (const word of caption.split(' ')) words.push(numbering.numberOf(word));
    starts.push(words.length);
  };
  corpus.predictions.forEach((prediction, image) => {
    addRow(prediction);
    for (const reference of corpus.references[image]!) addRow(reference);
    images.push(starts.length - 1);
  });
  return {
    words: new Int32Array(words),
    starts: new Int32Array(starts),
    images: new Int32Array(images),
    vocabulary: numbering.vocabulary,
  };
}

/**
 * Splits words at white space of any kind, as pycocoevalcap's BLEU and CIDEr do: a token such as `3 1/2` with a no-break
 * space inside is two words, and the empty word is none.
 */
export function breakAtWhiteSpace(rows: WordRows): WordRows {
  const numbering = new Numbering(rows.vocabulary);
  /** By word: the numbers of its parts, where it is not one. */
  const parts: (readonly number[] | undefined)[] = rows.vocabulary.map((word) => {
    if (word !== '' && !hasWhiteSpace(word)) return undefined;
    return splitAtWhiteSpace(word).map((part) => numbering.numberOf(part));
  });
  if (!parts.some((list) => list)) return rows;
  const words: number[] = [];
  const starts = rows.starts.slice();
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let w = rows.starts[row]!; w < rows.starts[row + 1]!; w++) {
      const list = parts[rows.words[w]!];
      if (list) words.push(...list);
      else words.push(rows.words[w]!);
    }
    starts[row + 1] = words.length;
  }
  return { ...rows, words: new Int32Array(words), starts, vocabulary: numbering.vocabulary };
}

class Numbering {
  private readonly numbers: Map<string, number>;

  constructor(vocabulary: readonly string[] = []) {
    this.numbers = new Map(vocabulary.map((word, number) => [word, number]));
  }

  get vocabulary(): string[] {
    return [...this.numbers.keys()];
  }

  numberOf(word: string): number {
    const known = this.numbers.get(word);
    if (known !== undefined) return known;
    this.numbers.set(word, this.numbers.size);
    return this.numbers.size - 1;
  }
}
