import { describe, expect, it } from 'vitest';
import { loadLexicon } from '../../../lib/metrics/meteor/files';
import { Vocabulary } from '../../../lib/metrics/meteor/word';

const lexicon = loadLexicon();

describe('a vocabulary', () => {
  const vocabulary = new Vocabulary(lexicon);
  const word = (text: string) => vocabulary.word(text);
  const shares = (a: string, b: string) => word(a).synsets.some((synset) => word(b).synsets.includes(synset));

  it('knows stems', () => {
    expect(word('running').stem).toBe(word('runs').stem);
    expect(word('running').stem).not.toBe(word('ran').stem);
  });

  it('takes words with the same hash in Java for the same, as the original does', () => {
    expect(word('c0').exact).toBe(word('an').exact);
    expect(word('c1').exact).not.toBe(word('an').exact);
  });

  it('knows function words by their letters', () => {
    expect(word('an').isFunctionWord).toBe(true);
    expect(word('c0').isFunctionWord).toBe(false);
  });

  it('finds synonyms of base forms, regular and irregular', () => {
    expect(shares('car', 'automobile')).toBe(true);
    expect(shares('cars', 'automobile')).toBe(true);
    expect(shares('geese', 'goose')).toBe(true);
    expect(shares('car', 'dog')).toBe(false);
    expect(word('qwertz').synsets).toHaveLength(0);
  });

  it('takes the first base form that WordNet has', () => {
    expect(shares('ages', 'age')).toBe(true);
    // "ag" is silver, and in WordNet too.
    expect(shares('ages', 'ag')).toBe(false);
    expect(shares('glass', 'glas')).toBe(false);
  });

  it('begins again when it is full', () => {
    const small = new Vocabulary(lexicon, 2);
    const before = ['a', 'red', 'bus'].map((text) => small.word(text));
    expect(small.word('a')).toBe(before[0]);
    small.trim();
    expect(small.word('bus')).not.toBe(before[2]);
    expect(small.word('bus').synsets).toEqual(before[2]!.synsets);
  });
});
