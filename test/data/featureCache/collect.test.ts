import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { allSamples, collectFeatures, extractFeatures, loadKarpathy } from '../../../lib/data';
import { useEngine } from '../../../lib/engine';
import { karpathyFolder, temporaryFolder } from '../fixtures';
import { contentOf, model, samplesOf, shardsOf } from './support';

beforeAll(() => useEngine('cpu'));

/** A cache with the features of a few images. */
async function filledCache(id = 'sums', cache = temporaryFolder()): Promise<string> {
  await (await extractFeatures({ ...model, id }, samplesOf([3, 3]), { cache, unitSize: 3 })).close();
  return cache;
}
const reasons = ({ removed }: ReturnType<typeof collectFeatures>) => removed.map(({ reason }) => reason);
const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60_000);

describe('collectFeatures', () => {
  it('leaves what is sound, and says what it is', async () => {
    const cache = await filledCache();
    const before = contentOf(cache);
    const { removed, kept } = collectFeatures(cache, { verify: true });
    expect(removed).toEqual([]);
    expect(kept).toMatchObject([{ model: 'sums', output: 'tokens', images: 6 }]);
    expect(kept[0]!.bytes).toBeGreaterThan(6 * 12 * 4);
    expect(contentOf(cache)).toEqual(before);
    expect(collectFeatures(join(cache, 'nowhere'))).toEqual({ removed: [], kept: [] });
  });

  it('removes damaged shards, after which an extraction fills the gap', async () => {
    const cache = await filledCache();
    const whole = contentOf(cache);
    const [first, second] = shardsOf(cache);
    writeFileSync(first!, readFileSync(first!).subarray(0, 100));
    const bytes = readFileSync(second!);
    bytes[bytes.length - 3]! ^= 4;
    writeFileSync(second!, bytes);
    expect(reasons(collectFeatures(cache, { dryRun: true }))).toEqual([expect.stringMatching(/^damaged: .+truncated/)]);
    expect(existsSync(first!)).toBe(true);
    expect(reasons(collectFeatures(cache))).toHaveLength(1);
    expect(reasons(collectFeatures(cache, { verify: true }))).toEqual([
      expect.stringMatching(/damaged features of the image/),
    ]);
    expect(shardsOf(cache)).toEqual([]);
    await filledCache('sums', cache);
    expect(contentOf(cache)).toEqual(whole);
  });

  it('removes shards whose images are in others', async () => {
    const cache = await filledCache();
    const [first] = shardsOf(cache);
    copyFileSync(first!, join(dirname(first!), 'copy.safetensors'));
    expect(reasons(collectFeatures(cache))).toEqual(['all its images are in other shards']);
    expect(shardsOf(cache)).toHaveLength(2);
  });

  it('removes what killed processes left, and nothing of those that run', async () => {
    const cache = await filledCache();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const space = dirname(dirname(shardsOf(cache)[0]!));
    for (const pid of [dead, process.pid]) {
      writeFileSync(join(space, 'shards', `x.safetensors.${pid}.partial`), 'half');
      writeFileSync(join(space, 'claims', `unit${pid}`), `${pid} ${hostname()}`);
      writeFileSync(join(space, 'claims', `y.${pid}.stale`), '');
      writeFileSync(join(cache, 'hashes', `z.json.${pid}.partial`), '');
    }
    const { removed } = collectFeatures(cache);
    expect(removed).toHaveLength(4);
    expect(removed.every(({ path }) => path.includes(String(dead)))).toBe(true);
    expect(readdirSync(join(space, 'claims'))).toHaveLength(2);
    utimesSync(join(cache, 'hashes', `z.json.${process.pid}.partial`), daysAgo(2), daysAgo(2));
    expect(collectFeatures(cache).removed).toHaveLength(1);
  });

  it('removes what was not used for long, or is of one model, on request', async () => {
    const cache = await filledCache('old');
    for (const name of readdirSync(cache))
      if (name !== 'hashes') utimesSync(join(cache, name, 'space.json'), daysAgo(9), daysAgo(9));
    await filledCache('new', cache);
    expect(reasons(collectFeatures(cache, { unusedDays: 10 }))).toEqual([]);
    const { removed, kept } = collectFeatures(cache, { unusedDays: 8 });
    expect(removed).toMatchObject([{ reason: 'not used for 9 days' }]);
    expect(removed[0]!.bytes).toBeGreaterThan(500);
    expect(kept.map(({ model }) => model)).toEqual(['new']);
    expect(reasons(collectFeatures(cache, { model: 'new' }))).toEqual(['of the model new']);
    expect(shardsOf(cache)).toEqual([]);
  });

  it('removes old content hashes with what is unused, and touches no foreign folder', async () => {
    const cache = temporaryFolder();
    const samples = allSamples(await loadKarpathy(karpathyFolder([{ cocoid: 1, split: 'train' }])));
    await (await extractFeatures(model, samples, { cache })).close();
    writeFileSync(join(temporaryFolder(), 'foreign'), '');
    const [list] = readdirSync(join(cache, 'hashes'));
    utimesSync(join(cache, 'hashes', list!), daysAgo(5), daysAgo(5));
    expect(reasons(collectFeatures(cache, { unusedDays: 4 }))).toEqual(['content hashes, 5 days old']);
    expect(shardsOf(cache)).toHaveLength(1);
  });
});
