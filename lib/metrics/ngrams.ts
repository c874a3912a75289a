import { PairNumbers } from './pairNumbers';
import { breakAtWhiteSpace, type WordRows } from './words';

/** The longest n-grams that BLEU and CIDEr count. */
export const maxOrder = 4;

/**
 * Every n-gram of a corpus by number, n = 1 to 4. Equal n-grams have equal numbers and different ones, also of
 * different n, different numbers; so counting them is counting in an array of length `size`.
 *
 * The n-grams of a row are `numbers[n][w]` for w from `start(row)` up to `end(row, n)`.
 */
export class Ngrams {
  /** numbers[n][w] is the n-gram that begins at word w; numbers[0] is not used. */
  readonly numbers: readonly Int32Array[];
  readonly size: number;
  private readonly rows: WordRows;

  /** Cost O(words). */
  constructor(words: WordRows) {
    this.rows = breakAtWhiteSpace(words);
    const { vocabulary } = this.rows;
    const pairs = new PairNumbers(vocabulary.length, 1.5 * this.rows.words.length);
    const numbers = [new Int32Array(0), this.rows.words];
    for (let n = 2; n <= maxOrder; n++) numbers.push(extend(numbers[n - 1]!, this.rows, n, pairs));
    this.numbers = numbers;
    this.size = vocabulary.length + pairs.size;
  }

  /** How many images there are. */
  get imageCount(): number {
    return this.rows.images.length - 1;
  }

  /** The row of an image's prediction; those of its references are the next ones, up to `endOfReferences`. */
  prediction(image: number): number {
    return this.rows.images[image]!;
  }

  /** The row after the last reference of an image. */
  endOfReferences(image: number): number {
    return this.rows.images[image + 1]!;
  }

  /** Words of a row. */
  wordCount(row: number): number {
    return this.rows.starts[row + 1]! - this.rows.starts[row]!;
  }

  /** Where the n-grams of a row begin. */
  start(row: number): number {
    return this.rows.starts[row]!;
  }

  /** Not above `start(row)` if the row has fewer than n words. */
  end(row: number, n: number): number {
    return this.rows.starts[row + 1]! - n + 1;
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
