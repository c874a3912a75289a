import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../../lib/cli/main';
import { karpathyFolder } from '../data/fixtures';

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
