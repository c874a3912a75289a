import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedLines } from '../../../lib/metrics/meteor/sortedLines';

const key = fc.stringMatching(/^[a-zé'.\-0-9]{1,6}$/);

function write(entries: Map<string, string[]>): SortedLines {
  const lines = [...entries].map(([word, values]) => Buffer.from(`${[word, ...values].join(' ')}\n`));
  return new SortedLines(Buffer.concat(lines.sort(Buffer.compare)));
}

describe('a text of sorted lines', () => {
  it('finds the values of every key, and of no other', () => {
    const entries = fc.uniqueArray(fc.tuple(key, fc.array(fc.stringMatching(/^[0-9]{1,3}$/), { minLength: 1 })), {
      selector: ([word]) => word,
    });
    fc.assert(
      fc.property(entries, key, (list, other) => {
        const expected = new Map(list);
        const lines = write(expected);
        for (const word of [...expected.keys(), other]) expect(lines.find(word)).toEqual(expected.get(word));
      }),
    );
  });

  it('tells a key from one that it begins', () => {
    const lines = write(
      new Map([
        ['car', ['1']],
        ['carpet', ['2']],
        ["car'", ['3']],
      ]),
    );
    expect(['car', 'carpet', "car'", 'carp', 'ca', ''].map((word) => lines.find(word)?.[0])).toEqual([
      '1',
      '2',
      '3',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
