import { describe, expect, it } from 'vitest';
import { Ngrams, numberWords } from '../../lib/metrics';
import { PairNumbers } from '../../lib/metrics/pairNumbers';
import { breakAtWhiteSpace } from '../../lib/metrics/words';

const rowsOf = ({ words, starts, vocabulary }: ReturnType<typeof numberWords>) =>
  Array.from({ length: starts.length - 1 }, (_, row) =>
    [...words.subarray(starts[row], starts[row + 1])].map((word) => vocabulary[word]),
  );

describe('words', () => {
  const corpus = { predictions: ['a 1\u00a02 a', ''], references: [['b a', 'c'], ['3\u00a0']] };

  it('are numbered row by row, the prediction before its references', () => {
    const rows = numberWords(corpus);
    expect(rowsOf(rows)).toEqual([['a', '1\u00a02', 'a'], ['b', 'a'], ['c'], [''], ['3\u00a0']]);
    expect([...rows.images]).toEqual([0, 3, 5]);
    expect(new Set(rows.vocabulary).size).toBe(rows.vocabulary.length);
  });

  it('break at white space of any kind for n-grams, where an empty caption has none', () => {
    expect(rowsOf(breakAtWhiteSpace(numberWords(corpus)))).toEqual([
      ['a', '1', '2', 'a'],
      ['b', 'a'],
      ['c'],
      [],
      ['3'],
    ]);
  });

  it('do not break at a byte order mark, which is no white space for Python', () => {
    const rows = numberWords({ predictions: ['a\ufeffb'], references: [['c']] });
    expect(breakAtWhiteSpace(rows)).toBe(rows);
  });
});

describe('n-grams', () => {
  const ngrams = new Ngrams(numberWords({ predictions: ['a b a b a b'], references: [['b a b', 'a', '']] }));
  const numbersOf = (row: number, n: number) => [
    ...ngrams.numbers[n]!.subarray(ngrams.start(row), Math.max(ngrams.start(row), ngrams.end(row, n))),
  ];

  it('have one number each, whatever n is', () => {
    const [ab, ba] = numbersOf(0, 2) as [number, number];
    expect(numbersOf(0, 2)).toEqual([ab, ba, ab, ba, ab]);
    expect(numbersOf(1, 2)).toEqual([ba, ab]);
    expect(numbersOf(1, 3)).toEqual([numbersOf(0, 3)[1]]);
    // a, b; ab, ba; aba, bab; abab, baba; and the empty word, which is in no row
    expect(ngrams.size).toBe(9);
    const all = [1, 2, 3, 4].flatMap((n) => [0, 1, 2, 3].flatMap((row) => numbersOf(row, n)));
    expect(new Set(all).size).toBe(8);
    expect(Math.max(...all)).toBeLessThan(9);
  });

  it('are none in rows that are too short', () => {
    expect(numbersOf(2, 2)).toEqual([]);
    expect(numbersOf(3, 1)).toEqual([]);
  });
});

describe('pair numbers', () => {
  it('count up in order of first use, also beyond the expected number', () => {
    const pairs = new PairNumbers(100, 1);
    const numbers = Array.from({ length: 5000 }, (_, i) => pairs.numberOf(i % 70, Math.floor(i / 70) * 1e6));
    expect(numbers).toEqual(Array.from({ length: 5000 }, (_, i) => 100 + i));
    expect(pairs.numberOf(3, 1e6)).toBe(173);
    expect(pairs.size).toBe(5000);
  });
});
