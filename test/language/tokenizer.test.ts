import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadTokenizer, Tokenizer } from '../../lib';
import { CharacterMap } from '../../lib/language/tokenizer/characterMap';
import cases from '../parity/fixtures/tokenizers/cases.json';
import { type Kind, kinds, readReferenceJson } from './tiny';

const folder = (kind: Kind) => join(__dirname, '..', 'parity', 'fixtures', `blip2-${kind}-tiny`);

describe.each(kinds)('the %s tokenizer against the tokenizers library', (kind) => {
  const tokenizer = loadTokenizer(folder(kind));

  it(`has its ids and tokens for all ${cases.cases.length} texts`, () => {
    for (const { text, [kind]: expected } of cases.cases) {
      expect(tokenizer.encode(text), text).toEqual(expected.ids);
      expect(tokenizer.encode(text, { specialTokens: false }), text).toEqual(expected.ids_without_special);
      expect(tokenizer.tokens(text), text).toEqual(expected.tokens);
    }
  });

  it('has its texts for their ids', () => {
    for (const { text, [kind]: expected } of cases.cases) {
      expect(tokenizer.decode(expected.ids), text).toBe(expected.decoded);
      expect(tokenizer.decode(expected.ids, { skipSpecialTokens: false }), text).toBe(expected.decoded_with_special);
      expect(tokenizer.decode(expected.ids, { cleanUp: true }), text).toBe(expected.decoded_clean_up);
    }
  });

  it('has its texts for random ids, broken UTF-8 among them', () => {
    const random = cases.random_ids.filter((row) => row.tokenizer === kind);
    expect(random.length).toBeGreaterThan(20);
    for (const { ids, decoded, decoded_with_special } of random) {
      expect(tokenizer.decode(ids)).toBe(decoded);
      expect(tokenizer.decode(ids, { skipSpecialTokens: false })).toBe(decoded_with_special);
    }
  });

  it('has the texts of generated ids, some of which are beyond the vocabulary', () => {
    const { runs } = readReferenceJson<{ runs: { sequences: number[][]; text: string[] }[] }>(kind, 'generation.json');
    for (const { sequences, text } of runs) expect(sequences.map((ids) => tokenizer.decode(ids))).toEqual(text);
    expect(tokenizer.decode([])).toBe('');
    expect(tokenizer.decode([tokenizer.size + 5])).toBe('');
  });

  it('knows its special tokens', () => {
    const { vocabulary_sizes: sizes } = cases;
    expect(tokenizer.size).toBe(sizes[kind]);
    expect(tokenizer.token(tokenizer.id('<image>')!)).toBe('<image>');
    const { padding, start, end } = tokenizer;
    expect({ padding, start, end }).toEqual(
      kind === 't5' ? { padding: 0, start: undefined, end: 1 } : { padding: 1, start: 2, end: 2 },
    );
  });

  it('pads on either side', () => {
    const texts = ['a', 'a photo of'];
    const [short, long] = texts.map((text) => tokenizer.encode(text)) as [number[], number[]];
    const filling = new Array<number>(long.length - short.length).fill(tokenizer.padding!);
    const ones = short.map(() => 1);
    const zeros = filling.map(() => 0);
    const right = tokenizer.encodeBatch(texts);
    expect(right.ids).toEqual([[...short, ...filling], long]);
    expect(right.mask[0]).toEqual([...ones, ...zeros]);
    const left = tokenizer.encodeBatch(texts, { paddingSide: 'left' });
    expect(left.ids).toEqual([[...filling, ...short], long]);
    expect(left.mask).toEqual([[...zeros, ...ones], long.map(() => 1)]);
    expect(tokenizer.encodeBatch([])).toEqual({ ids: [], mask: [] });
  });

  it('shortens a text but keeps its special tokens', () => {
    const ids = tokenizer.encode('a photo of a dog');
    const short = tokenizer.encode('a photo of a dog', { maxLength: 5 });
    expect(short).toEqual(kind === 't5' ? [...ids.slice(0, 4), ids.at(-1)] : ids.slice(0, 5));
    expect(tokenizer.encode('a photo of a dog', { maxLength: 500 })).toEqual(ids);
    expect(() => tokenizer.encode('a dog', { maxLength: 0 })).toThrow('maxLength: found 0, expected at least the 1');
  });

  it('refuses an embedding that is too small, with both sizes', () => {
    const size = tokenizer.size;
    tokenizer.checkVocabulary(size);
    expect(() => tokenizer.checkVocabulary(size - 1, 'T5')).toThrow(
      `The tokenizer has ${size} ids, the embedding of T5 only ${size - 1} rows`,
    );
  });
});

describe('the character map of SentencePiece', () => {
  const { normalizer } = readReferenceJson<{ normalizer: { normalizers: { precompiled_charsmap: string }[] } }>(
    't5',
    'tokenizer.json',
  );
  const map = new CharacterMap(normalizer.normalizers[0]!.precompiled_charsmap);

  it('normalises every text as the tokenizers library does', () => {
    for (const { text, t5 } of cases.cases) expect(map.normalize(text), text).toBe(t5.normalized);
  });

  it('refuses a map that is cut off', () => {
    expect(() => new CharacterMap('AAA=')).toThrow('precompiled_charsmap: found 2 bytes');
    expect(() => new CharacterMap(Buffer.from([200, 0, 0, 0, 1]).toString('base64'))).toThrow('with a trie of 200');
  });
});

describe('tokenizer files', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'tokenizer-'));
  afterAll(() => rmSync(temporary, { recursive: true }));

  it('that are missing or broken are named', () => {
    expect(() => loadTokenizer(temporary)).toThrow(/tokenizer\.json: found no file, expected a tokenizer/);
    const write = (text: string) => writeFileSync(join(temporary, 'tokenizer.json'), text);
    write('{"model"');
    expect(() => loadTokenizer(temporary)).toThrow(/tokenizer\.json: found no JSON/);
    write('3');
    expect(() => loadTokenizer(temporary)).toThrow(/tokenizer\.json: found a JSON value, expected an object/);
    write('{}');
    expect(() => loadTokenizer(temporary)).toThrow(/tokenizer\.json: no tokenizer that can be read/);
  });

  it('may go without a configuration, but then texts of unequal length cannot be padded', () => {
    const tokenizer = new Tokenizer({ tokenizer: readReferenceJson<object>('t5', 'tokenizer.json') });
    expect(tokenizer.encode('a')).toEqual(loadTokenizer(folder('t5')).encode('a'));
    expect(tokenizer.padding).toBeUndefined();
    expect(() => tokenizer.encodeBatch(['a', 'a photo of'])).toThrow('no padding token');
  });

  it('give special tokens as text or as an object', () => {
    const tokenizer = new Tokenizer({
      tokenizer: readReferenceJson<object>('opt', 'tokenizer.json'),
      config: { pad_token: { content: '<pad>', lstrip: false }, padding_side: 'left' },
    });
    expect([tokenizer.padding, tokenizer.paddingSide]).toEqual([1, 'left']);
  });
});
