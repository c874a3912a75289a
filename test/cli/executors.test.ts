import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../lib/cli/main';
import { karpathyFolder, temporaryFolder, writeFiles } from '../data/fixtures';
import { captureOutput } from './output';

const model = join(__dirname, '..', 'parity', 'fixtures', 'blip2-t5-tiny');
const output = captureOutput();

const dataset = () => karpathyFolder([1, 2, 3].map((cocoid) => ({ cocoid, split: 'train' })));

describe('mivpg features', () => {
  test('extracts what is not there, in this process if it is asked to', async () => {
    const data = dataset();
    const cache = temporaryFolder();
    const extract = () => main(['features', '--data', data, '--model', model, '--cache', cache, '--workers', '0']);
    expect(await extract()).toBe(0);
    expect(output.stdout).toBe(`part 1 of 1: done\n3 images computed, 0 were there: ${cache}\n`);
    expect(await extract()).toBe(0);
    expect(output.stdout).toContain('0 images computed, 3 were there');
  });

  test('says what is wrong with an image, and ends with 1', async () => {
    const data = dataset();
    writeFiles({ 'train2014/COCO_train2014_000000000002.jpg': 'no picture' }, data);
    const cache = temporaryFolder();
    const workers = ['--workers', '0'];
    expect(await main(['features', '--data', data, '--model', model, '--cache', cache, ...workers])).toBe(1);
    expect(output.stdout).toMatch(/part 1 of 1: failed: .*COCO_train2014_000000000002.jpg/);
  });

  test('writes parts for a cluster, each of which mivpg worker does', async () => {
    const cache = temporaryFolder();
    const more = ['--render', 'slurm', '--shards', '2'];
    expect(await main(['features', '--data', dataset(), '--model', model, '--cache', cache, ...more])).toBe(0);
    const [name] = readdirSync(join(cache, 'slurm'));
    expect(output.stdout).toContain(`to be submitted with "sbatch run.sbatch": ${cache}/slurm/${name}/run.sbatch`);
    expect(readFileSync(join(cache, 'slurm', name!, 'run.sbatch'), 'utf8')).toContain('--array=0-1');
    for (const index of [0, 1]) {
      expect(await main(['worker', '--job', join(cache, 'slurm', name!, 'jobs', `${index}.json`)])).toBe(0);
    }
    expect(output.stdout).toMatch(/features [0-9a-f]{16}: done\n.*features [0-9a-f]{16}: done\n$/);
  });

  test.each([
    [['--workers', 'two'], '--workers: found "two", expected a whole number of at least 0'],
    [['--shards', '0'], '--shards: found "0", expected a whole number of at least 1'],
    [['--workers', '2', '--queue', 'redis://host'], 'Found workers and queue, expected one of them'],
    [['--render', 'ray'], 'found "ray", expected one of slurm, kubernetes'],
    [['--output', 'all'], '--output: found "all", expected one of cls, tokens, pooled'],
  ])('does not understand %j', async (args, message) => {
    expect(await main(['features', '--data', dataset(), '--model', model, ...args])).toBe(2);
    expect(output.stderr).toContain(message);
  });

  test('needs a data set and a model', async () => {
    await expect(main(['features', '--data', temporaryFolder(), '--model', model])).rejects.toThrow(
      'found no data set',
    );
    const empty = temporaryFolder();
    await expect(main(['features', '--data', dataset(), '--model', empty])).rejects.toThrow(
      `${empty}: found no config`,
    );
  });
});

describe('mivpg worker', () => {
  test('needs a queue or a job, and not both', async () => {
    expect(await main(['worker'])).toBe(2);
    expect(await main(['worker', '--queue', 'redis://host', '--job', 'file'])).toBe(2);
    expect(output.stderr).toContain('"worker" needs --queue, or --job');
  });

  test('says that a queue is not there, or its address is none', async () => {
    const address = `unix://${temporaryFolder()}/socket`;
    await expect(main(['worker', '--queue', address])).rejects.toThrow(`Found no Redis at ${address}`);
    await expect(main(['worker', '--queue', 'host'])).rejects.toThrow('Queue: found "host"');
  });

  test('says what is wrong with a job, and ends with 1', async () => {
    const job = { id: 'a', kind: 'features', spec: { data: '/nowhere', model }, folder: temporaryFolder() };
    const folder = writeFiles({ 'job.json': JSON.stringify(job) });
    expect(await main(['worker', '--job', join(folder, 'job.json')])).toBe(1);
    expect(output.stdout).toContain('features a: failed: /nowhere: found no data set');
  });
});
