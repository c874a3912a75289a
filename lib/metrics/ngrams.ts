import type { TokenizedCorpus } from './corpus';
import { PairNumbers } from './pairNumbers';
import { numberWords, splitAtWhiteSpace, type WordRows } from './words';

/** The longest n-grams that BLEU and CIDEr count. */
export const maxOrder = 4;

/**
 * Every n-gram of a corpus by number, n = 1 to 4. Equal n-grams have equal numbers and different ones, also of
 * different n, different numbers; so counting them is counting in an array of length `size`.
 */
export class Ngrams {
  readonly images: Int32Array;
  readonly size: number;
  private readonly starts: Int32Array;
  /** numbers[n - 1][w] is the n-gram that begins at word w. */
  private readonly numbers: Int32Array[];

  /** Cost O(words). */
  constructor(corpus: TokenizedCorpus) {
    const rows = numberWords(corpus, splitAtWhiteSpace);
    const pairs = new PairNumbers(rows.vocabularySize);
    this.images = rows.images;
    this.starts = rows.starts;
    this.numbers = [rows.words];
    for (let n = 2; n <= maxOrder; n++) this.numbers.push(extend(this.numbers[n - 2]!, rows, n, pairs));
    this.size = rows.vocabularySize + pairs.size;
  }

  get imageCount(): number {
    return this.images.length - 1;
  }

  /** Words of a row. */
  lengthOf(row: number): number {
    return this.starts[row + 1]! - this.starts[row]!;
  }

  /** The n-grams of a row in their order; none if it has fewer than n words. */
  of(row: number, n: number): Int32Array {
    const start = this.starts[row]!;
    return this.numbers[n - 1]!.subarray(start, Math.max(start, this.starts[row + 1]! - n + 1));
  }
}

/** An n-gram is an (n - 1)-gram and one more word. */
function extend(shorter: Int32Array, { words, starts }: WordRows, n: number, pairs: PairNumbers): Int32Array {
  const numbers = new Int32Array(words.length);
  for (let row = 0; row + 1 < starts.length; row++) {
    const end = starts[row + 1]! - n + 1;
    for (let w = starts[row]!; w < end; w++) numbers[w] = pairs.numberOf(shorter[w]!, words[w + n - 1]!);
  }
  return numbers;
}
