import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectFeatures } from '../../../lib/data';
import { Random } from '../../../lib/nn';
import { karpathyFolder, temporaryFolder } from '../fixtures';
import { contentOf } from './support';

const IMAGES = 38;

interface Result {
  computed: number;
  reused: number;
  sum: number;
  /** Calls that changed the file system. */
  calls: number;
}

/**
 * Extracts in a process of its own.
 * @param call the process kills itself before this call that changes the file system @returns undefined if it did
 */
async function extract(folder: string, cache: string, call = 0): Promise<Result | undefined> {
  const child = spawn(process.execPath, [join(__dirname, 'worker.cjs'), folder, cache, String(call)]);
  const [output, errors] = [child.stdout, child.stderr].map((stream) => text(stream));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal === 'SIGKILL') return undefined;
  expect({ code, errors: await errors }).toMatchObject({ code: 0 });
  return JSON.parse(await output!) as Result;
}

describe('extractions in several processes', () => {
  let folder: string;
  let whole: Record<string, string>;
  let first: Result;

  beforeAll(async () => {
    folder = karpathyFolder(Array.from({ length: IMAGES }, (_, cocoid) => ({ cocoid, split: 'train' })));
    const cache = temporaryFolder();
    first = (await extract(folder, cache))!;
    expect(first).toMatchObject({ computed: IMAGES, reused: 0 });
    whole = contentOf(cache);
  });

  it('go on where they were killed, and end with the same bytes', async () => {
    const random = new Random(5);
    const cache = temporaryFolder();
    let kills = 0;
    let last: Result | undefined;
    for (; last === undefined; kills++) {
      // Half of the work at most, so that it takes two kills at least.
      last = await extract(folder, cache, kills < 7 ? 1 + random.integer(Math.floor(first.calls / 2)) : 0);
    }
    expect(kills).toBeGreaterThan(2);
    expect(last.sum).toBe(first.sum);
    expect(last.computed).toBeLessThan(IMAGES);
    collectFeatures(cache); // what the killed ones left
    expect(contentOf(cache)).toEqual(whole);
  });

  it('share the work, each image computed once, and end with the same bytes', async () => {
    const cache = temporaryFolder();
    const results = await Promise.all([0, 1, 2].map(() => extract(folder, cache)));
    expect(results.map((result) => result!.sum)).toEqual([first.sum, first.sum, first.sum]);
    expect(results.reduce((total, result) => total + result!.computed, 0)).toBe(IMAGES);
    expect(contentOf(cache)).toEqual(whole);
  });

  it('take over from one that is killed while they wait', async () => {
    const cache = temporaryFolder();
    const [, result] = await Promise.all([extract(folder, cache, 40), extract(folder, cache)]);
    expect(result!.sum).toBe(first.sum);
    collectFeatures(cache);
    expect(contentOf(cache)).toEqual(whole);
  });
});
