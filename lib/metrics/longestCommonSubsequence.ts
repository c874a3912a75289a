/**
 * Length of the longest common subsequence, 32 rows of the table in one machine word: bit i of `flat` is 0 where row i
 * has a larger entry than row i - 1 in the column at hand, so an addition finds the next column.
 * Hyyro 2004, "Bit-parallel LCS-length computation revisited". O(|a| |b| / 32) time, O(|b|) memory.
 */
export class LongestCommonSubsequence {
  /** By word: the rows of the block where `a` has it. Zero between calls. */
  private readonly rows: Int32Array;
  private carries = new Uint8Array(64);

  /** @param vocabularySize words are numbers below this */
  constructor(vocabularySize: number) {
    this.rows = new Int32Array(vocabularySize);
  }

  lengthOf(a: Int32Array, b: Int32Array): number {
    const { rows } = this;
    const carries = this.carriesFor(b.length);
    let length = 0;
    for (let start = 0; start < a.length; start += 32) {
      const end = Math.min(start + 32, a.length);
      for (let i = start; i < end; i++) rows[a[i]!]! |= 1 << (i - start);
      length += this.increases(b, carries, end - start);
      for (let i = start; i < end; i++) rows[a[i]!] = 0;
    }
    return length;
  }

  private carriesFor(columns: number): Uint8Array {
    if (this.carries.length < columns) this.carries = new Uint8Array(2 * columns);
    return this.carries.fill(0, 0, columns);
  }

  /** Runs one block over all columns; `carries` holds each column's carry from the block above, and then to the next. */
  private increases(b: Int32Array, carries: Uint8Array, height: number): number {
    const { rows } = this;
    let flat = -1;
    for (let column = 0; column < b.length; column++) {
      const matches = flat & rows[b[column]!]!;
      const sum = (flat + matches + carries[column]!) | 0;
      carries[column] = ((flat & matches) | ((flat | matches) & ~sum)) >>> 31;
      flat = sum | (flat & ~matches);
    }
    const used = height === 32 ? -1 : (1 << height) - 1;
    return countOnes(~flat & used);
  }
}

function countOnes(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
