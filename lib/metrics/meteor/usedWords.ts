import type { Matches } from './matches';

/** The words that each path has used: a row of bits a path, the hypothesis' words and then the reference's. */
export class UsedWords {
  private bits = new Int32Array(256);
  /** 32-bit numbers in a row, and those before the reference's words. */
  private row = 0;
  private reference = 0;

  /** Makes room for paths over captions of these lengths, with no word used. */
  reset(paths: number, words1: number, words2: number): void {
    this.reference = (words1 + 31) >>> 5;
    this.row = this.reference + ((words2 + 31) >>> 5);
    if (this.bits.length < paths * this.row) this.bits = new Int32Array(paths * this.row);
    else this.bits.fill(0, 0, paths * this.row);
  }

  /** Makes a path's words those of another one, which may lie in another object of the same shape. */
  copy(path: number, from: UsedWords, other: number): void {
    for (let i = 0; i < this.row; i++) this.bits[path * this.row + i] = from.bits[other * this.row + i]!;
  }

  isReferenceWordUsed(path: number, word: number): boolean {
    return (this.bits[path * this.row + this.reference + (word >>> 5)]! & (1 << (word & 31))) !== 0;
  }

  /** Whether a path has used any word of a match. */
  overlaps(path: number, matches: Matches, match: number): boolean {
    const first1 = path * this.row * 32 + matches.start1.array[match]!;
    const first2 = (path * this.row + this.reference) * 32 + matches.start2.array[match]!;
    return this.hasAny(first1, matches.length1.array[match]!) || this.hasAny(first2, matches.length2.array[match]!);
  }

  /** Marks the words of a match as used. */
  use(path: number, matches: Matches, match: number): void {
    this.setAll(path * this.row * 32 + matches.start1.array[match]!, matches.length1.array[match]!);
    const first2 = (path * this.row + this.reference) * 32 + matches.start2.array[match]!;
    this.setAll(first2, matches.length2.array[match]!);
  }

  private hasAny(first: number, count: number): boolean {
    for (let bit = first; bit < first + count; bit++) {
      if ((this.bits[bit >>> 5]! & (1 << (bit & 31))) !== 0) return true;
    }
    return false;
  }

  private setAll(first: number, count: number): void {
    for (let bit = first; bit < first + count; bit++) this.bits[bit >>> 5]! |= 1 << (bit & 31);
  }
}
