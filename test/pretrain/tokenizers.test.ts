import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tokenizer } from '../../lib';
import { bytePairTokenizer } from '../../lib/pretrain/bytePairs';
import { unigramTokenizer } from '../../lib/pretrain/unigram';

const texts = [
  'A dark red chair next to a wooden table.',
  'A wooden table and two dark red chairs in a room.',
  'Two chairs in front of a light blue wall.',
];

describe.each([
  ['unigram', unigramTokenizer],
  ['byte pairs', bytePairTokenizer],
] as const)('a tokenizer of %s', (name, make) => {
  const { files, tokens } = make(texts, 320);
  const tokenizer = new Tokenizer({
    tokenizer: files['tokenizer.json'],
    config: files['tokenizer_config.json'],
  });

  it('gives back any text', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, (given) => {
        expect(tokenizer.decode(tokenizer.encode(given, { specialTokens: false }))).toBe(given);
      }),
    );
  });

  it('names its special ids as they are', () => {
    expect(tokenizer.padding).toBe(tokens.padding);
    expect(tokenizer.id('<image>')).toBe(tokens.image);
    expect(tokenizer.size).toBe(tokens.count);
    expect(tokens.count).toBeLessThanOrEqual(320);
    expect(tokenizer.token(tokens.end)).toBe(name === 'unigram' ? '</s>' : 'Ċ');
  });

  it('puts the end behind what an encoder reads, and in front of what a decoder goes on from', () => {
    const ids = tokenizer.encode('A table');
    expect(ids.at(name === 'unigram' ? -1 : 0)).toBe(tokenizer.id('</s>'));
  });

  it('keeps common words whole', () => {
    expect(tokenizer.encode(' dark red chairs', { specialTokens: false })).toHaveLength(3);
  });

  it('refuses a size that has no room for the bytes', () => {
    expect(() => make(texts, 200)).toThrow(/size: found 200/);
  });
});
