import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { extendMuskRecord, muskJobs, muskRecordPath, readMuskRecord, useEngine } from '../../lib';

let folder: string;
let path: string;

beforeEach(async () => {
  await useEngine();
  folder = mkdtempSync(join(tmpdir(), 'mivpg-musk-'));
  path = join(folder, 'results.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const job = (seed: number) => ({ dataset: 'musk1', method: 'mean', seed, folds: 2, epochs: 1 }) as const;

it('runs what is not recorded yet, and leaves what is', async () => {
  const first = await extendMuskRecord([job(0)], { path, processes: 0 });
  const ran: number[] = [];
  const both = await extendMuskRecord([job(0), job(1)], { path, processes: 0, onResult: ({ seed }) => ran.push(seed) });
  expect(ran).toEqual([1]);
  expect(both[0]).toEqual(first[0]);
  expect(readMuskRecord(path)).toEqual(both);
  expect(readdirSync(folder)).toEqual(['results.json']);
});

it('keeps the results that were done when a later one is stopped', async () => {
  const stop = (share: number) => {
    if (share === 1) throw new Error('stopped');
  };
  const stopped = extendMuskRecord([job(0), job(1)], { path, processes: 0, onProgress: stop });
  await expect(stopped).rejects.toThrow('stopped');
  expect(readMuskRecord(path).map(({ seed }) => seed)).toEqual([0]);
});

it('refuses a record that is none, naming the file', () => {
  expect(readMuskRecord(path)).toEqual([]);
  writeFileSync(path, '{"accuracy": 1}');
  expect(() => readMuskRecord(path)).toThrow(path);
});

it('lists the published methods first, on both data sets', () => {
  const jobs = muskJobs(2, 1);
  expect(jobs.slice(0, 8).map(({ method }) => method)).not.toContain('mean');
  expect(jobs).toHaveLength(2 * 2 * 2 + 8 * 2);
});

it('comes with the record of every job that `npm run musk` runs', () => {
  const recorded = new Set(readMuskRecord().map(({ dataset, method, seed }) => `${dataset} ${method} ${seed}`));
  expect(JSON.parse(readFileSync(muskRecordPath(), 'utf8'))).toHaveLength(recorded.size);
  for (const result of readMuskRecord()) expect(result.foldAccuracies).toHaveLength(10);
});

it.each([
  ['musk1', 'AB-MIL', 0.892, 0.04],
  ['musk1', 'gated AB-MIL', 0.9, 0.05],
  ['musk2', 'AB-MIL', 0.858, 0.048],
  ['musk2', 'gated AB-MIL', 0.863, 0.042],
])('has %s, %s within the error bars of Ilse et al. 2018', (dataset, method, published, error) => {
  const runs = readMuskRecord().filter((run) => run.dataset === dataset && run.method === method);
  const mean = runs.reduce((sum, { accuracy }) => sum + accuracy, 0) / runs.length;
  expect(runs.length).toBeGreaterThanOrEqual(3);
  expect(Math.abs(mean - published)).toBeLessThanOrEqual(error);
});
