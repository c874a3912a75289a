import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSamples, loadPatchGastric } from '../../lib/data';
import { patchGastricFolder, writeFiles } from './fixtures';

const slides = (count: number, subtype: string) =>
  Array.from({ length: count }, (_, i) => ({
    id: `${subtype.slice(0, 1)}${i}`,
    subtype,
    text: `Findings ${i}. ${subtype}.`,
    patches: 1 + (i % 3),
  }));
const thirty = [...slides(10, 'Well differentiated'), ...slides(20, 'Poorly differentiated, solid type')];

describe('loadPatchGastric', () => {
  it('reads slides as bags of patches with one caption each', async () => {
    const folder = patchGastricFolder([
      { id: 'a1', subtype: 'Solid, type', text: 'It says "solid".\nPoorly differentiated.', patches: 3 },
    ]);
    const data = await loadPatchGastric(folder, { splitFile: false });
    expect(data).toMatchObject({ name: 'patch-gastric', notice: 'Not for diagnosis.' });
    const [slide] = allSamples(data);
    expect(slide).toMatchObject({
      id: 'a1',
      captions: ['It says solid.\nPoorly differentiated.'],
      meta: { subtype: 'Solid, type' },
    });
    expect(slide!.images.map(({ name }) => name)).toEqual([0, 1, 2].map((i) => `patches_captions/a1_${i}.jpg`));
  });

  it('splits 70/10/20 within each subtype, writes the split and reads it back', async () => {
    const folder = patchGastricFolder(thirty);
    const { splits } = await loadPatchGastric(folder, { seed: 3 });
    const bySubtype = (split: keyof typeof splits) =>
      ['Well', 'Poorly'].map((start) => splits[split].filter(({ meta }) => meta.subtype!.startsWith(start)).length);
    expect([bySubtype('train'), bySubtype('val'), bySubtype('test')]).toEqual([
      [7, 14],
      [1, 2],
      [2, 4],
    ]);

    const path = join(folder, 'split-seed-3.json');
    const file = JSON.parse(readFileSync(path, 'utf8'));
    expect(file.lists.test).toEqual(splits.test.map(({ id }) => id));
    [file.lists.test[0], file.lists.val[0]] = [file.lists.val[0], file.lists.test[0]];
    writeFileSync(path, JSON.stringify(file));
    const again = await loadPatchGastric(folder, { seed: 3 });
    expect(again.splits.val[0]!.id).toBe(splits.test[0]!.id);
    expect(readdirSync(folder).sort()).toEqual(['captions.csv', 'patches_captions', 'split-seed-3.json']);
  });

  it('draws the same split whatever the order of the rows, and another one from another seed', async () => {
    const split = async (order: typeof thirty, seed: number) =>
      (await loadPatchGastric(patchGastricFolder(order), { seed })).splits.test.map(({ id }) => id);
    const once = await split(thirty, 1);
    expect(await split([...thirty].reverse(), 1)).toEqual(once);
    expect(await split(thirty, 2)).not.toEqual(once);
  });

  it('refuses a split file of other slides, of another seed, or that was cut', async () => {
    const folder = patchGastricFolder(thirty);
    await loadPatchGastric(folder);
    const file = join(folder, 'split-seed-1.json');
    const whole = readFileSync(file, 'utf8');
    await expect(loadPatchGastric(folder, { seed: 2, splitFile: file })).rejects.toThrow('found seed 1, expected 2');
    await expect(loadPatchGastric(patchGastricFolder(thirty.slice(1)), { splitFile: file })).rejects.toThrow(
      'found lists of other samples than the 29 that are here',
    );
    writeFileSync(file, whole.slice(0, 100));
    await expect(loadPatchGastric(folder)).rejects.toThrow('found no id lists');
    const lists = JSON.parse(whole);
    lists.lists.test.pop();
    writeFileSync(file, JSON.stringify(lists));
    await expect(loadPatchGastric(folder)).rejects.toThrow(
      'found 29 ids in train, val, test, expected each of 30 once',
    );
    lists.lists.test.push('x');
    writeFileSync(file, JSON.stringify(lists));
    await expect(loadPatchGastric(folder)).rejects.toThrow('found the id "x" in "test"');
  });

  it('keeps the same slides in the same splits when patches of some are missing', async () => {
    const whole = await loadPatchGastric(patchGastricFolder(thirty));
    const part = thirty.map((slide, i) => (i % 4 ? slide : { ...slide, patches: 0 }));
    const folder = patchGastricFolder(part);
    await expect(loadPatchGastric(folder)).rejects.toThrow(/found no patches_captions\/W0_\*\.jpg \(empty-bag\)/);
    const { splits, skipped } = await loadPatchGastric(folder, { incomplete: 'skip' });
    expect(skipped).toEqual({ 'empty-bag': 8 });
    const train = new Set(whole.splits.train.map(({ id }) => id));
    expect(splits.train.length).toBeGreaterThan(0);
    expect(splits.train.every(({ id }) => train.has(id))).toBe(true);
  });

  it('places patches by positions.csv', async () => {
    const positions = 'file,row,column\na_0.jpg,4,2\na_1.jpg,4,3\n';
    const folder = patchGastricFolder([{ id: 'a', subtype: 's', text: 't', patches: 2 }], {
      'positions.csv': positions,
    });
    const [slide] = allSamples(await loadPatchGastric(folder));
    expect(slide!.images.map(({ position }) => position)).toEqual([
      { row: 4, column: 2 },
      { row: 4, column: 3 },
    ]);
    for (const [table, message] of [
      ['file,row,column\na_0.jpg,4,2\n', 'found no row of a_1.jpg'],
      ['file,row,column\na_0.jpg,4,2\na_1.jpg,x,2\n', 'found the place "x", "2", expected whole numbers'],
      ['file,row,column\na_0.jpg,4,2\na_0.jpg,4,3\na_1.jpg,1,1\n', 'found the file a_0.jpg again'],
    ] as const) {
      writeFiles({ 'positions.csv': table }, folder);
      await expect(loadPatchGastric(folder)).rejects.toThrow(message);
    }
  });

  it('reads tables with a byte order mark, CRLF and quoted line breaks', async () => {
    const csv = '\ufeff"text",id,extra,subtype\r\n"Two\r\nlines, ""quoted""",a,,s\r\n';
    const folder = patchGastricFolder([{ id: 'a', subtype: '', text: '', patches: 1 }], { 'captions.csv': csv });
    const [slide] = allSamples(await loadPatchGastric(folder));
    expect(slide).toMatchObject({ id: 'a', captions: ['Two\nlines, quoted'], meta: { subtype: 's' } });
  });

  it.each([
    [
      'another column',
      'id,type,text\na,s,t\n',
      'found the columns id, type, text, expected subtype as well (wrong-columns)',
    ],
    ['nothing', '', 'found no line, expected id, subtype, text as well'],
    [
      'a row that is too short',
      'id,subtype,text\na,s\n',
      'line 2: found 2 fields, expected 3 as in the first line (malformed-file)',
    ],
    ['an open quotation mark', 'id,subtype,text\na,s,"t\n', 'line 2: found Quoted field unterminated'],
    ['other bytes than UTF-8', Buffer.from([0x69, 0x64, 0xff]), 'found bytes that are not UTF-8'],
    ['an id that comes twice', 'id,subtype,text\na,s,t\na,s,t\n', 'line 3: found the id a again (duplicate-id)'],
    ['an id that patches cannot have', 'id,subtype,text\na_b,s,t\n', 'found the id "a_b", expected one without "_"'],
  ])('refuses %s', async (_, table, message) => {
    const folder = patchGastricFolder([{ id: 'a', subtype: 's', text: 't', patches: 1 }], { 'captions.csv': table });
    await expect(loadPatchGastric(folder)).rejects.toThrow(message);
    expect(existsSync(join(folder, 'split-seed-1.json'))).toBe(false);
  });

  it('skips patches of no slide and slides without a usable caption, and counts them', async () => {
    const folder = patchGastricFolder(
      [
        { id: 'a', subtype: 's', text: 't', patches: 1 },
        { id: 'b', subtype: 's', text: '""', patches: 1 },
      ],
      { 'patches_captions/other_0.jpg': 'x', 'patches_captions/Thumbs.db': 'x' },
    );
    const data = await loadPatchGastric(folder);
    expect(allSamples(data).map(({ id }) => id)).toEqual(['a']);
    expect(data.skipped).toEqual({ 'uncaptioned-image': 2, 'empty-caption': 1, 'no-caption': 1 });
  });
});
