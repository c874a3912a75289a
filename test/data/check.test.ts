import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkData, loadDataset, recogniseLayout } from '../../lib/data';
import { aboFolder, jpeg, karpathyFolder, patchGastricFolder, temporaryFolder, writeFiles } from './fixtures';

const karpathy = () => karpathyFolder(['train', 'val', 'test'].map((split, cocoid) => ({ cocoid, split })));
const gastric = () =>
  patchGastricFolder(Array.from({ length: 10 }, (_, i) => ({ id: `s${i}`, subtype: 's', text: 't', patches: 3 })));
const abo = () => aboFolder([{ id: 'B1', images: ['aa', 'bb'], captions: ['A chair.'] }]);
const published = () =>
  writeFiles({
    'annotations/captions_val2014.json': JSON.stringify({
      images: [{ id: 1, file_name: '1.jpg' }],
      annotations: [{ image_id: 1, caption: 'One.' }],
    }),
    'val2014/1.jpg': jpeg('1'),
  });

describe('checkData', () => {
  it.each([
    ['karpathy', karpathy, { train: 1, val: 1, test: 1 }],
    ['coco-captions', published, { train: 0, val: 1, test: 0 }],
    ['patch-gastric', gastric, { train: 7, val: 1, test: 2 }],
    ['abo', abo, { train: 0, val: 0, test: 1 }],
  ])('recognises %s, counts, and finds nothing wrong', async (layout, make, samples) => {
    const folder = make();
    const report = await checkData(folder);
    expect(report).toMatchObject({ layout, folder, errors: [], skipped: {} });
    for (const [split, count] of Object.entries(samples)) expect(report.splits[split]!.samples).toBe(count);
    expect(recogniseLayout(folder)).toBe(layout);
    const { splits } = await loadDataset(folder, { name: 'mine' });
    expect(splits.test).toHaveLength(samples.test);
  });

  it('finds missing, truncated, empty and foreign images, and says what helps', async () => {
    const folder = gastric();
    const patch = (name: string) => join(folder, 'patches_captions', name);
    for (const i of [0, 1, 2]) rmSync(patch(`s1_${i}.jpg`));
    truncateSync(patch('s2_1.jpg'), 200);
    truncateSync(patch('s3_1.jpg'), 0);
    writeFiles(
      { 'patches_captions/s4_0.jpg': '<html>404</html>', 'patches_captions/s99_0.jpg': jpeg('whose?') },
      folder,
    );
    const seen: string[] = [];
    const report = await checkData(folder, { onProgress: (done, total) => seen.push(`${done}/${total}`) });
    expect(report.errors.map(({ kind, where }) => `${kind} ${where.split('/').at(-1)}`).sort()).toEqual([
      'empty-bag captions.csv, line 3',
      'unreadable-image s2_1.jpg of sample s2',
      'unreadable-image s3_1.jpg',
      'unreadable-image s4_0.jpg of sample s4',
    ]);
    expect(report.errors.every(({ fix }) => fix.startsWith('Copy '))).toBe(true);
    expect(report.skipped).toMatchObject({
      'uncaptioned-image': { count: 1, example: expect.stringContaining('s99_0.jpg') },
    });
    expect(seen.at(-1)).toBe('27/27');
    expect((await checkData(folder, { checkImage: false })).errors).toHaveLength(1);
  });

  it('counts by the split that is kept, and keeps none itself', async () => {
    const folder = gastric();
    await checkData(folder);
    expect(readdirSync(folder).sort()).toEqual(['captions.csv', 'patches_captions']);
    const { splits } = await loadDataset(folder);
    const file = join(folder, 'split-seed-1.json');
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    kept.lists.val.push(...kept.lists.test.splice(0));
    writeFileSync(file, JSON.stringify(kept));
    expect(splits.val).toHaveLength(1);
    expect((await checkData(folder)).splits.val!.samples).toBe(3);
    writeFileSync(file, '{}');
    expect((await checkData(folder)).errors).toMatchObject([
      { kind: 'malformed-file', found: expect.stringContaining('no id lists') },
    ]);
  });

  it('asks a decoder when it is given one', async () => {
    const checkImage = async (bytes: Uint8Array) => {
      if (bytes.length > 0) throw new Error('found no picture');
    };
    const { errors } = await checkData(karpathy(), { checkImage });
    expect(errors).toHaveLength(3);
    expect(errors[0]).toMatchObject({ kind: 'unreadable-image', found: 'found no picture' });
  });

  it('reports what stops the reading, too, and writes nothing', async () => {
    const folder = writeFiles({ 'captions.csv': 'id,text\n' }, gastric());
    expect(await checkData(folder)).toMatchObject({
      splits: {},
      errors: [{ kind: 'wrong-columns', fix: expect.any(String) }],
    });
    await expect(checkData(temporaryFolder())).rejects.toThrow(
      'found no data set, expected dataset_coco.json (COCO captions in Karpathy',
    );
  });
});
