import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../lib/cli/main';
import { extractFeatures } from '../../lib/data';
import { useEngine } from '../../lib/engine';
import { model, samplesOf, shardsOf } from '../data/featureCache/support';
import { karpathyFolder, temporaryFolder } from '../data/fixtures';

let written: string;
beforeEach(() => {
  written = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += text;
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

const folder = () =>
  karpathyFolder([
    { cocoid: 1, split: 'train' },
    { cocoid: 2, split: 'test', sentences: [{ raw: ' ' }, { raw: 'A caption.' }] },
  ]);

describe('mivpg data check', () => {
  it('prints counts and what was left out', async () => {
    expect(await main(['data', 'check', folder()])).toBe(0);
    expect(written).toMatch(/^COCO captions in Karpathy's split: /);
    expect(written).toMatch(/^ {2}train +1 samples +1 images +2 captions$/m);
    expect(written).toMatch(/^Left out: 1 x empty-caption\. Nothing to do/m);
    expect(written).toMatch(/Nothing is wrong\.\n$/);
  });

  it('lists what is wrong with the fix, and exits with 1', async () => {
    const data = folder();
    rmSync(join(data, 'train2014'), { recursive: true });
    expect(await main(['data', 'check', data])).toBe(1);
    expect(written).toMatch(/^Wrong: 1 x missing-image\. Copy it from the original/m);
    expect(written).toMatch(/^ {2}image "train2014\/COCO_train2014_000000000001\.jpg" of .+: found no such file/m);
    written = '';
    expect(await main(['data', 'check', data, '--json', '--quick'])).toBe(1);
    expect(JSON.parse(written)).toMatchObject({ layout: 'karpathy', errors: [{ kind: 'missing-image' }] });
  });

  it('looks for the images where it is told to', async () => {
    const data = folder();
    const images = temporaryFolder();
    for (const name of ['train2014', 'val2014']) renameSync(join(data, name), join(images, name));
    expect(await main(['data', 'check', data])).toBe(1);
    expect(await main(['data', 'check', data, '--images', images])).toBe(0);
  });

  it('decodes the images unless told not to', async () => {
    const data = folder();
    const path = join(data, 'train2014/COCO_train2014_000000000001.jpg');
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.indexOf('ffc0', 0, 'hex') + 4, bytes.indexOf('ffc0', 0, 'hex') + 10);
    writeFileSync(path, bytes);
    expect(await main(['data', 'check', data, '--quick'])).toBe(0);
    expect(await main(['data', 'check', data])).toBe(1);
    expect(written).toMatch(/^Wrong: 1 x unreadable-image\. Copy it again/m);
  });

  it.each([
    [['data'], '"data" needs an action'],
    [['data', 'burn'], 'found: burn'],
    [['data', 'check'], '"data check" takes one folder, found: none'],
    [['data', 'check', 'a', 'b'], 'found: a b'],
  ])('answers %o with the usage', async (args, message) => {
    expect(await main(args)).toBe(2);
    expect(written).toContain(message);
    expect(written).toContain('Usage: mivpg data');
  });
});

describe('mivpg data gc', () => {
  it('says what it removes and what is left', async () => {
    await useEngine('cpu');
    const cache = temporaryFolder();
    const features = await extractFeatures(model, samplesOf([3]), { cache });
    await features.close();
    const [shard] = shardsOf(cache);
    truncateSync(shard!, 50);
    expect(await main(['data', 'gc', '--cache', cache, '--dry-run'])).toBe(0);
    expect(written).toContain(`would remove ${shard}: damaged`);
    written = '';
    expect(await main(['data', 'gc', '--cache', cache, '--verify', '--unused-days', '30'])).toBe(0);
    expect(written).toContain(`removed ${shard}: damaged`);
    expect(written).toMatch(/: sums, tokens, 0 images, 0\.0 MB\n.+: 0\.0 MB freed, 0\.0 MB in use\n$/);
    written = '';
    expect(await main(['data', 'gc', '--cache', cache, '--json', '--model', 'sums'])).toBe(0);
    expect(JSON.parse(written)).toMatchObject({ cache, kept: [], removed: [{ reason: 'of the model sums' }] });
  });

  it.each([
    [['data', 'gc', 'here'], '"data gc" takes no arguments, found: here'],
    [['data', 'gc', '--unused-days', 'soon'], '--unused-days: found "soon"'],
  ])('answers %o with the usage', async (args, message) => {
    expect(await main(args)).toBe(2);
    expect(written).toContain(message);
  });
});
