import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSamples, countPairs, type DataError, loadCocoCaptions, loadKarpathy } from '../../lib/data';
import { jpeg, type KarpathyEntry, karpathyFolder, temporaryFolder, writeFiles } from './fixtures';

const four: KarpathyEntry[] = [
  { cocoid: 9, split: 'train' },
  { cocoid: 42, split: 'restval' },
  { cocoid: 43, split: 'val' },
  { cocoid: 44, split: 'test' },
];

/** The kinds of everything that loading complains about. */
const kindsOf = async (loading: Promise<unknown>) =>
  loading.then(
    () => [],
    (error: DataError) => error.faults.map(({ kind }) => kind),
  );

describe('loadKarpathy', () => {
  it('reads captions and images by split, restval as training', async () => {
    const data = await loadKarpathy(karpathyFolder(four));
    expect(data).toMatchObject({ name: 'coco', skipped: {} });
    const ids = Object.values(data.splits).map((samples) => samples.map(({ id }) => id));
    expect(ids).toEqual([['9', '42'], ['43'], ['44']]);
    expect(countPairs(allSamples(data))).toBe(8);
    const [first] = data.splits.train;
    expect(first!.captions).toEqual(['Caption 1 of 9.', 'Caption 2 of 9.']);
    expect(first!.images.map(({ name }) => name)).toEqual(['train2014/COCO_train2014_000000000009.jpg']);
    expect(await first!.images[0]!.read()).toEqual(jpeg('image 9'));
  });

  it('leaves restval out on request, and counts it', async () => {
    const data = await loadKarpathy(karpathyFolder(four), { restval: false });
    expect(data.splits.train.map(({ id }) => id)).toEqual(['9']);
    expect(data.skipped).toEqual({ restval: 1 });
  });

  it('says everything that is wrong at once', async () => {
    const folder = karpathyFolder([
      ...four,
      { cocoid: 9, split: 'train' },
      { cocoid: 50, split: 'dev' },
      { cocoid: 51, split: 'train', filename: '../../etc/passwd' },
      { cocoid: 52, split: 'train', sentences: 'none' },
      { cocoid: 53, split: 'train', sentences: [{ raw: 7 }, { raw: 'A caption.' }] },
    ]);
    rmSync(join(folder, 'val2014/COCO_val2014_000000000044.jpg'));
    const error = (await loadKarpathy(folder).catch((error) => error)) as DataError;
    expect(error.faults.map(({ kind }) => kind)).toEqual([
      'missing-image',
      'duplicate-id',
      'malformed-file',
      'unsafe-name',
      'malformed-file',
      'malformed-file',
    ]);
    expect(error.message).toMatch(
      /COCO_val2014_000000000044\.jpg" of .+images\[3\]: found no such file in .+Copy it from the original/,
    );
    expect(error.message).toContain('found the id 9 again (duplicate-id)');
    expect(error.message).toContain('found the split "dev", expected train, restval, val or test');
    expect(error.message).toContain('... and 1 more: `mivpg data check` lists all.');
  });

  it('takes a part of the images on request, counting what is missing', async () => {
    const folder = karpathyFolder(four);
    rmSync(join(folder, 'val2014'), { recursive: true });
    const data = await loadKarpathy(folder, { incomplete: 'skip' });
    expect(allSamples(data).map(({ id }) => id)).toEqual(['9']);
    expect(data.skipped).toEqual({ 'missing-image': 3 });
  });

  it('leaves out empty and endless captions, and images that keep none', async () => {
    const endless = 'word '.repeat(10_000);
    const folder = karpathyFolder([
      { cocoid: 1, split: 'train', sentences: [{ raw: ' \n' }, { raw: endless }, { raw: ' Kept. \n' }] },
      { cocoid: 2, split: 'train', sentences: [] },
    ]);
    const data = await loadKarpathy(folder);
    expect(data.splits.train).toMatchObject([{ id: '1', captions: ['Kept.'] }]);
    expect(data.skipped).toEqual({ 'empty-caption': 1, 'long-caption': 1, 'no-caption': 1 });
    const all = await loadKarpathy(folder, { maxCaptionWords: 10_000 });
    expect(all.splits.train[0]!.captions).toHaveLength(2);
  });

  it('follows no link out of the folder unless told to', async () => {
    const elsewhere = writeFiles({ 'photo.jpg': jpeg('elsewhere') });
    const entries = [{ cocoid: 1, split: 'train', filepath: 'train2014', filename: 'link.jpg' }];
    const folder = karpathyFolder(entries);
    rmSync(join(folder, 'train2014/link.jpg'));
    symlinkSync(join(elsewhere, 'photo.jpg'), join(folder, 'train2014/link.jpg'));
    expect(await kindsOf(loadKarpathy(folder))).toEqual(['outside-link']);
    const data = await loadKarpathy(folder, { followLinks: true });
    expect(await data.splits.train[0]!.images[0]!.read()).toEqual(jpeg('elsewhere'));

    const linked = karpathyFolder([{ cocoid: 1, split: 'train', filepath: 'linked', filename: 'photo.jpg' }]);
    rmSync(join(linked, 'linked'), { recursive: true });
    symlinkSync(elsewhere, join(linked, 'linked'));
    expect(await kindsOf(loadKarpathy(linked))).toEqual(['outside-link']);

    const inside = karpathyFolder([{ cocoid: 1, split: 'train', filepath: 'a', filename: 'link.jpg' }], {
      'b.jpg': jpeg('b'),
    });
    rmSync(join(inside, 'a/link.jpg'));
    symlinkSync('../b.jpg', join(inside, 'a/link.jpg'));
    expect(await kindsOf(loadKarpathy(inside))).toEqual([]);
  });

  it('names an image that vanishes or is empty when it is read', async () => {
    const folder = karpathyFolder(four, { 'val2014/COCO_val2014_000000000044.jpg': '' });
    const { splits } = await loadKarpathy(folder);
    await expect(splits.test[0]!.images[0]!.read()).rejects.toThrow(
      /000000000044\.jpg: found an empty file \(unreadable-image\)/,
    );
    rmSync(join(folder, 'train2014'), { recursive: true });
    await expect(splits.train[0]!.images[0]!.read()).rejects.toMatchObject({ kind: 'missing-image' });
  });

  it.each([
    ['no file', {}, 'missing-file'],
    ['half a file', { 'dataset_coco.json': '{"images": [{' }, 'malformed-file'],
    ['no list', { 'dataset_coco.json': '{"images": 3}' }, 'malformed-file'],
    ['no objects', { 'dataset_coco.json': '{"images": [3]}' }, 'malformed-file'],
  ])('refuses %s', async (_, files, kind) => {
    await expect(loadKarpathy(writeFiles(files))).rejects.toMatchObject({ kind });
  });
});

describe('loadCocoCaptions', () => {
  const annotations = (ids: number[], captions: [number, unknown][]) =>
    JSON.stringify({
      info: {},
      images: ids.map((id) => ({ id, file_name: `${id}.jpg` })),
      annotations: captions.map(([image_id, caption], id) => ({ id, image_id, caption })),
    });

  it('reads published annotations beside their image folders', async () => {
    const folder = writeFiles({
      'annotations/captions_train2014.json': annotations(
        [1, 2],
        [
          [2, 'Two.'],
          [1, 'One.'],
          [2, 'Second of two.\n'],
        ],
      ),
      'annotations/captions_val2014.json': annotations([3], [[3, 'Three.']]),
      'train2014/1.jpg': jpeg('1'),
      'train2014/2.jpg': jpeg('2'),
      'val2014/3.jpg': jpeg('3'),
    });
    const { splits } = await loadCocoCaptions(folder, { name: 'mine', licence: 'CC0' });
    expect(splits.train).toMatchObject([
      { id: '1', captions: ['One.'] },
      { id: '2', captions: ['Two.', 'Second of two.'], images: [{ name: 'train2014/2.jpg' }] },
    ]);
    expect(splits.val).toMatchObject([{ id: '3' }]);
    expect(splits.test).toEqual([]);
  });

  it('takes one file and an image folder, and skips what has no caption', async () => {
    const folder = writeFiles({
      'captions_val2017.json': `\ufeff${annotations([1, 2], [[1, 'One.']])}`,
      'images/1.jpg': jpeg('1'),
      'images/2.jpg': jpeg('2'),
    });
    const data = await loadCocoCaptions(folder);
    expect(data.splits.val).toMatchObject([{ id: '1', images: [{ name: 'images/1.jpg' }] }]);
    expect(data.skipped).toEqual({ 'no-caption': 1 });
  });

  it('finds images elsewhere when it is told where', async () => {
    const captions = { 'captions_val2017.json': annotations([1], [[1, 'One.']]) };
    for (const place of ['', 'images/', 'val2017/']) {
      const options = { images: writeFiles({ [`${place}1.jpg`]: jpeg('elsewhere') }) };
      const { splits } = await loadCocoCaptions(writeFiles(captions), options);
      expect(await splits.val[0]!.images[0]!.read()).toEqual(jpeg('elsewhere'));
    }
    const folder = karpathyFolder(four);
    const images = temporaryFolder();
    for (const name of ['train2014', 'val2014']) renameSync(join(folder, name), join(images, name));
    expect(allSamples(await loadKarpathy(folder, { images }))).toHaveLength(4);
  });

  it('refuses captions of unknown images, ids that come twice, and a folder without annotations', async () => {
    const folder = writeFiles({
      'captions_val2017.json': annotations(
        [1, 1],
        [
          [1, 'One.'],
          [5, 'Of what?'],
        ],
      ),
      'images/1.jpg': jpeg('1'),
    });
    expect(await kindsOf(loadCocoCaptions(folder))).toEqual(['duplicate-id', 'orphan-caption']);
    await expect(loadCocoCaptions(temporaryFolder())).rejects.toThrow('found no captions_*.json');
  });
});
