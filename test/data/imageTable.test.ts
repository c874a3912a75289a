import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSamples, checkData, loadDataset, loadImageTable, recogniseLayout } from '../../lib/data';
import { type Files, jpeg, temporaryFolder, writeFiles } from './fixtures';

/** A folder with a table and the images that are named. */
function tableFolder(lines: readonly string[], images: readonly string[] = [], more: Files = {}): string {
  const files = Object.fromEntries(images.map((name) => [name, jpeg(name)]));
  return writeFiles({ ...files, 'captions.csv': `${lines.join('\n')}\n`, ...more });
}

const chair = ['images,caption', 'a/front.jpg; a/side.jpg,A red chair.', '"a/front.jpg;a/side.jpg","A chair, red."'];
const chairImages = ['a/front.jpg', 'a/side.jpg'];

describe('loadImageTable', () => {
  it('reads bags of images, and further captions in further rows', async () => {
    const folder = tableFolder([...chair, 'b.png,A lamp.'], [...chairImages, 'b.png']);
    const data = await loadImageTable(folder, { splitFile: false });
    const samples = new Map(allSamples(data).map((sample) => [sample.id, sample]));
    expect([...samples.keys()].sort()).toEqual(['a/front.jpg;a/side.jpg', 'b.png']);
    const sample = samples.get('a/front.jpg;a/side.jpg')!;
    expect(sample.captions).toEqual(['A red chair.', 'A chair, red.']);
    expect(sample.images.map(({ name }) => name)).toEqual(chairImages);
    expect(Buffer.from(await sample.images[1]!.read())).toEqual(jpeg('a/side.jpg'));
    expect(data).toMatchObject({ licence: 'As the owner of the images states', skipped: {} });
  });

  it('takes ids, splits and subtypes from the table', async () => {
    const lines = ['split,id,image,caption,subtype,price', 'test,x,1.jpg,One.,LAMP,3', 'train,y,2.jpg,Two.,,4'];
    const folder = tableFolder(lines, ['1.jpg', '2.jpg']);
    const { splits } = await loadImageTable(folder);
    expect(splits.test).toMatchObject([{ id: 'x', captions: ['One.'], meta: { subtype: 'LAMP' } }]);
    expect(splits.train).toMatchObject([{ id: 'y', meta: {} }]);
    expect(splits.val).toEqual([]);
    expect(existsSync(join(folder, 'split-seed-1.json'))).toBe(false);
  });

  it('splits 70/10/20 otherwise, keeps the split and reads it back', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `${i}.jpg`);
    const folder = tableFolder(['image,caption', ...names.map((name) => `${name},Number ${name}.`)], names);
    const { splits } = await loadImageTable(folder);
    expect([splits.train, splits.val, splits.test].map(({ length }) => length)).toEqual([7, 1, 2]);
    expect(existsSync(join(folder, 'split-seed-1.json'))).toBe(true);
    const again = await loadImageTable(folder);
    expect(again.splits.test.map(({ id }) => id)).toEqual(splits.test.map(({ id }) => id));
  });

  it('is recognised, after the published layouts, and checked as they are', async () => {
    const folder = tableFolder(chair, chairImages, { 'about.json': JSON.stringify({ name: 'mine', notice: 'Mine.' }) });
    expect(recogniseLayout(folder)).toBe('image-table');
    expect(await loadDataset(folder)).toMatchObject({ name: 'mine', notice: 'Mine.' });
    const damaged = tableFolder(chair, ['a/front.jpg'], { 'a/side.jpg': 'no picture' });
    const report = await checkData(damaged);
    expect(report.errors.map(({ kind, where }) => [kind, where])).toEqual([
      ['unreadable-image', 'image a/side.jpg of sample a/front.jpg;a/side.jpg'],
    ]);
  });

  it('takes another table, and leaves out and counts empty captions', async () => {
    const folder = tableFolder(chair, chairImages);
    const captions = join(temporaryFolder(), 'german.csv');
    writeFileSync(captions, 'image,caption\na/front.jpg,Ein Stuhl.\na/side.jpg," "\n');
    const data = await loadImageTable(folder, { captions, splitFile: false });
    expect(allSamples(data)).toMatchObject([{ id: 'a/front.jpg', captions: ['Ein Stuhl.'] }]);
    expect(data.skipped).toEqual({ 'empty-caption': 1, 'no-caption': 1 });
  });
});

describe('a table of captions with faults', () => {
  const load = (lines: readonly string[], images: readonly string[] = ['1.jpg']) =>
    loadImageTable(tableFolder(lines, images), { splitFile: false });

  it.each([
    [['file,caption', '1.jpg,One.'], /captions\.csv: found no column image or images, expected one of them/],
    [['image,text', '1.jpg,One.'], /captions\.csv: found the columns image, text, expected caption as well/],
    [['image,caption'], /found no row below the first/],
    [['image,caption', '2.jpg,Two.'], /image "2\.jpg" of .*captions\.csv, line 2: found no such file/],
    [['image,caption', '../1.jpg,One.'], /unsafe-name/],
    [['image,caption', ' ; ,One.'], /line 2: found no name of an image/],
    [['image,caption,split', '1.jpg,One.,dev'], /line 2: found the split "dev", expected one of train, val, test/],
    [
      ['id,image,caption', 'x,1.jpg,One.', 'x,2.jpg,Two.'],
      /line 3: found other images, split or subtype of x than in .*line 2/,
    ],
    [['image,caption', '1.jpg,One,two'], /line 2: found 3 fields, expected 2/],
  ])('is refused: %j', async (lines, message) => {
    await expect(load(lines)).rejects.toThrow(message);
  });

  it('names everything that is wrong at once, and no split is kept', async () => {
    const folder = tableFolder(['image,caption', '1.jpg,One.', '2.jpg,Two.'], []);
    await expect(loadImageTable(folder)).rejects.toThrow(/1\.jpg[\s\S]*2\.jpg/);
    expect(existsSync(join(folder, 'split-seed-1.json'))).toBe(false);
  });

  it('does not follow links out of the folder', async () => {
    const folder = tableFolder(['image,caption', 'link.jpg,One.'], []);
    symlinkSync(join(writeFiles({ 'secret.jpg': jpeg('secret') }), 'secret.jpg'), join(folder, 'link.jpg'));
    await expect(loadImageTable(folder)).rejects.toThrow('outside-link');
  });
});
