import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../../lib/metrics/meteor/files';
import { normalise } from '../../../lib/metrics/meteor/normaliser';
import { fixture } from './parity';

const { prefixes } = loadLexicon();
const words = (line: string) => normalise(line, prefixes);

describe("METEOR's normaliser", () => {
  it('equals the original on lines of odd signs', () => {
    expect(fixture.lines.map(({ line }) => ({ line, words: words(line) }))).toEqual(fixture.lines);
  });

  it('leaves a plain caption as it is', () => {
    expect(words('a man riding 2 bikes')).toEqual(['a', 'man', 'riding', '2', 'bikes']);
    expect(words('')).toEqual([]);
  });

  it('takes hyphens out of words, each second one of single letters', () => {
    expect(words('ten-speed')).toEqual(['ten', 'speed']);
    expect(words('a-b-c')).toEqual(['a', 'b-c']);
  });

  it('splits a clitic, and one that the PTB tokenizer has split once more', () => {
    expect(words("it's")).toEqual(['it', "'s"]);
    expect(words("it 's")).toEqual(['it', "'", 's']);
  });

  it('keeps the dot of an abbreviation, takes those within one, and splits a full stop', () => {
    expect(words('Mr. Smith')).toEqual(['mr.', 'smith']);
    expect(words('mr. Smith')).toEqual(['mr', '.', 'smith']);
    expect(words('the U.S. today.')).toEqual(['the', 'us', 'today', '.']);
    expect(words('No. 5 or No. Five')).toEqual(['no.', '5', 'or', 'no', '.', 'five']);
  });

  it('takes time in proportion to a line of odd signs', () => {
    for (const sign of [' ', '\0', ' \0 ', '.', ',', "'", '-', "a'", '. ']) {
      const line = `a${sign.repeat(200_000)}b`;
      expect(words(line).length).toBeLessThanOrEqual(line.length);
    }
  });
});
