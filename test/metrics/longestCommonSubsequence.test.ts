import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongestCommonSubsequence } from '../../lib/metrics/longestCommonSubsequence';

/** By the table of the textbook. */
function lengthByTable(a: readonly number[], b: readonly number[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      table[i + 1]![j + 1] = x === y ? table[i]![j]! + 1 : Math.max(table[i]![j + 1]!, table[i + 1]![j]!);
    });
  });
  return table[a.length]![b.length]!;
}

const words = fc.array(fc.nat(9), { maxLength: 150, size: 'max' });

describe('the longest common subsequence', () => {
  it('is as long as the table says, below and above the 32 rows of a block', () => {
    const lcs = new LongestCommonSubsequence(10);
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(lcs.lengthOf(Int32Array.from(a), Int32Array.from(b))).toBe(lengthByTable(a, b));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('of captions of 10,000 words is found', () => {
    const lcs = new LongestCommonSubsequence(3);
    const a = Int32Array.from({ length: 10_000 }, (_, i) => i % 2);
    const b = Int32Array.from({ length: 10_000 }, () => 1);
    expect(lcs.lengthOf(a, b)).toBe(5000);
  });
});
