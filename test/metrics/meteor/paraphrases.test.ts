import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMeteor } from '../../../lib/metrics';
import { convertParaphrases } from '../../../lib/metrics/meteor/convertParaphrases';
import { paraphraseFile } from '../../../lib/metrics/meteor/files';
import { MAGIC, type ParaphraseTable, readParaphrases } from '../../../lib/metrics/meteor/paraphrases';

/** A table as METEOR's is: probability, phrase, paraphrase. */
const pairs = [
  ['a lot of', 'lots of'],
  ['a lot of', 'many'],
  ['in front of', 'before'],
  ['many', 'a lot of'],
  ['zoë’s', 'a lot'],
];
const text = pairs.map(([source, target]) => `0.5\n${source}\n${target}\n`).join('');

let folder: string;
const file = (name: string) => join(folder, name);

async function convert(content: Buffer | string): Promise<Buffer> {
  writeFileSync(file('table.gz'), typeof content === 'string' ? gzipSync(content) : content);
  await convertParaphrases(file('table.gz'), file(paraphraseFile));
  return readFileSync(file(paraphraseFile));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-meteor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function nodeOf(table: ParaphraseTable, phrase: string): number {
  return phrase.split(' ').reduce((node, word) => (node < 0 ? node : table.child(node, table.wordNumber(word))), 0);
}

describe('the table of paraphrases', () => {
  it('has the paraphrases of each phrase, in their order', async () => {
    const table = readParaphrases(await convert(text), 'table');
    const phrases = new Map(pairs.flat().map((phrase) => [nodeOf(table, phrase), phrase]));
    for (const source of new Set(pairs.map(([phrase]) => phrase!))) {
      const node = nodeOf(table, source);
      const targets = table.targets.subarray(table.firstTarget(node), table.firstTarget(node + 1));
      const expected = pairs.filter(([phrase]) => phrase === source).map(([, target]) => target);
      expect([...targets].map((target) => phrases.get(target))).toEqual(expected);
    }
  });

  it('tells phrases and words that it does not have', async () => {
    const table = readParaphrases(await convert(text), 'table');
    expect(table.wordNumber('nothing')).toBe(-1);
    expect(nodeOf(table, 'a many')).toBe(-1);
    const begun = nodeOf(table, 'in front');
    expect(table.firstTarget(begun)).toBe(table.firstTarget(begun + 1));
  });

  it('makes METEOR find paraphrases, in both directions', async () => {
    await convert(text);
    const meteor = openMeteor({ folder });
    expect(meteor.label).toBe('METEOR');
    const modules = (hypothesis: string, reference: string) =>
      meteor.align(hypothesis, reference).matches.map(({ module, length1, length2 }) => [module, length1, length2]);
    expect(modules('in front of', 'before')).toEqual([['paraphrase', 3, 1]]);
    expect(modules('before', 'in front of')).toEqual([['paraphrase', 1, 3]]);
    // Listed twice, as the table has it in both directions; one is chosen.
    expect(modules('many', 'a lot of')).toEqual([['paraphrase', 1, 3]]);
    expect(modules('front of', 'before')).toEqual([]);
  });

  it('is refused when it is not whole, or of another kind', async () => {
    const bytes = await convert(text);
    const negative = Buffer.from(bytes);
    negative.writeInt32LE(-5, MAGIC.length);
    for (const broken of [
      negative,
      Buffer.alloc(0),
      bytes.subarray(0, 40),
      bytes.subarray(0, -4),
      Buffer.concat([bytes, bytes]),
    ]) {
      expect(() => readParaphrases(Buffer.from(broken), 'cache/paraphrases.bin')).toThrow(
        /cache\/paraphrases\.bin: .*delete it and run set-up again/,
      );
    }
  });
});

describe('the conversion', () => {
  it('refuses a file that ends within a pair, is empty, or is no gzip', async () => {
    await expect(convert('0.5\na\n')).rejects.toThrow(/table\.gz: has 2 lines, expected a multiple of three/);
    await expect(convert('')).rejects.toThrow(/has 0 lines/);
    await expect(convert(gzipSync(text).subarray(0, 40))).rejects.toThrow();
    await expect(convert(Buffer.from('text'))).rejects.toThrow();
    await expect(convertParaphrases(file('missing.gz'), file('out'))).rejects.toThrow(/missing\.gz/);
  });

  it('refuses more words than the file can number', async () => {
    const many = Array.from({ length: 33_000 }, (_, index) => `0.5\na${index}\nb${index}\n`);
    await expect(convert(many.join(''))).rejects.toThrow(/65,536 words/);
  });

  it('takes a last line without its end', async () => {
    expect((await convert(text.trimEnd())).equals(await convert(text))).toBe(true);
  });
});
