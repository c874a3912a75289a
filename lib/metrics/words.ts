import type { TokenizedCorpus } from './corpus';

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
  /** Words are numbered from 0 to vocabularySize - 1. */
  readonly vocabularySize: number;
}

/** Numbers the words of a corpus. O(characters). @param split how a caption falls into words */
export function numberWords(corpus: TokenizedCorpus, split: (caption: string) => string[]): WordRows {
  const numbers = new Map<string, number>();
  const words: number[] = [];
  const starts = [0];
  const images = [0];
  const addRow = (caption: string) => {
    for (const word of split(caption)) {
      const number = numbers.get(word) ?? numbers.size;
      if (number === numbers.size) numbers.set(word, number);
      words.push(number);
    }
    starts.push(words.length);
  };
  corpus.predictions.forEach((prediction, image) => {
    addRow(prediction);
    corpus.references[image]!.forEach(addRow);
    images.push(starts.length - 1);
  });
  return {
    words: new Int32Array(words),
    starts: new Int32Array(starts),
    images: new Int32Array(images),
    vocabularySize: numbers.size,
  };
}

/** Splits at single spaces, as pycocoevalcap's ROUGE-L does: an empty caption is one empty word. */
export function splitAtSpaces(caption: string): string[] {
  return caption.split(' ');
}

/**
 * Splits at white space, as pycocoevalcap's BLEU and CIDEr do. This differs from `splitAtSpaces` where a token has a
 * no-break space inside (`3 1/2`), and for empty captions, which have no word.
 */
export function splitAtWhiteSpace(caption: string): string[] {
  if (caption === '') return [];
  if (!otherWhiteSpace.test(caption)) return caption.split(' ');
  return caption.split(whiteSpace).filter((word) => word !== '');
}

// White space as Python's str.split() has it: JavaScript's, less the byte order mark, and four separators and next line.
const separators = '\u001c-\u001f\u0085';
const otherWhiteSpace = new RegExp(`(?![ \ufeff])[\\s${separators}]`);
const whiteSpace = new RegExp(`(?!\ufeff)[\\s${separators}]`);
