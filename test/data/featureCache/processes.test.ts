import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
}

/** Starts an extraction in a process of its own. */
function start(folder: string, cache: string): ChildProcess {
  return spawn(process.execPath, [join(__dirname, 'worker.cjs'), folder, cache], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Its result; undefined if it was killed. @param onStep told each time that it reports progress */
async function finish(child: ChildProcess, onStep: (step: number) => void = () => {}): Promise<Result | undefined> {
  let errors = '';
  child.stderr!.on('data', (text) => {
    errors += text;
  });
  const exit = once(child, 'close') as Promise<[number | null, string | null]>;
  let result: Result | undefined;
  let step = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{')) result = JSON.parse(line);
    else onStep(++step);
  }
  const [code, signal] = await exit;
  if (signal !== 'SIGKILL') expect({ code, errors }).toMatchObject({ code: 0 });
  return result;
}

describe('extractions in several processes', () => {
  let folder: string;
  let whole: Record<string, string>;
  let sum: number;

  beforeAll(async () => {
    folder = karpathyFolder(Array.from({ length: IMAGES }, (_, cocoid) => ({ cocoid, split: 'train' })));
    const cache = temporaryFolder();
    const result = await finish(start(folder, cache));
    expect(result).toMatchObject({ computed: IMAGES, reused: 0 });
    sum = result!.sum;
    whole = contentOf(cache);
  });

  it('go on where they were killed, and end with the same bytes', async () => {
    const random = new Random(5);
    const cache = temporaryFolder();
    let kills = 0;
    let result: Result | undefined;
    while (result === undefined) {
      const child = start(folder, cache);
      const last = kills < 5 ? 1 + random.integer(6) : Number.POSITIVE_INFINITY;
      result = await finish(child, (step) => {
        if (step === last) child.kill('SIGKILL');
      });
      if (result === undefined) kills += 1;
    }
    expect(kills).toBeGreaterThan(2);
    expect(result.sum).toBe(sum);
    expect(result.computed).toBeLessThan(IMAGES);
    collectFeatures(cache); // what the killed ones left
    expect(contentOf(cache)).toEqual(whole);
  });

  it('share the work, each image computed once, and end with the same bytes', async () => {
    const cache = temporaryFolder();
    const results = await Promise.all([0, 1, 2].map(() => finish(start(folder, cache))));
    expect(results.map((result) => result!.sum)).toEqual([sum, sum, sum]);
    expect(results.reduce((total, result) => total + result!.computed, 0)).toBe(IMAGES);
    expect(contentOf(cache)).toEqual(whole);
  });

  it('take over from one that is killed while they wait', async () => {
    const cache = temporaryFolder();
    const first = start(folder, cache);
    const killed = finish(first, (step) => {
      if (step === 3) first.kill('SIGKILL');
    });
    const [, result] = await Promise.all([killed, finish(start(folder, cache))]);
    expect(result!.sum).toBe(sum);
    collectFeatures(cache);
    expect(contentOf(cache)).toEqual(whole);
  });
});
