import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ChildProcesses, type Executor } from '../../../lib/study/executors';
import { readJobFile } from '../../../lib/study/executors/childSide';
import { InProcess } from '../../../lib/study/executors/inProcess';
import { temporaryFolder, writeFiles } from '../../data/fixtures';
import { entry, fakeJob, isAlive, letGo, logOf, runners, Watch, wholeLog } from './support';

const pool = (options = {}) => new ChildProcesses({ workers: 2, entry, ...options });

const executors: [string, () => Executor][] = [
  ['in process', () => new InProcess(runners)],
  ['in child processes', pool],
];

describe.each(executors)('jobs %s', (_, make) => {
  it('are all done, with outcomes in their order and progress', async () => {
    const root = temporaryFolder();
    const jobs = ['a', 'b', 'c', 'd', 'e'].map((name) => fakeJob(root, { name, steps: 3 }));
    const watch = new Watch();
    const outcomes = await make().run(jobs, watch);
    expect(outcomes).toEqual(jobs.map(({ id }) => ({ id, state: 'done', value: { steps: 3 } })));
    expect(jobs.map(logOf)).toEqual(jobs.map(wholeLog));
    expect(watch.texts.filter((text) => text.startsWith('e '))).toEqual([
      expect.stringMatching(/^e 0.33.* step 1/),
      expect.stringMatching(/^e 0.66.* step 2/),
      expect.stringMatching(/^e 1 step 3/),
      'e is done',
    ]);
  });

  it('do not keep others from being done when one fails', async () => {
    const root = temporaryFolder();
    const bad = fakeJob(root, { name: 'bad', steps: 1, fails: 'throw' });
    const good = fakeJob(root, { name: 'good', steps: 2 });
    const [first, second] = await make().run([bad, good]);
    expect(first).toMatchObject({ id: bad.id, state: 'failed', reason: 'bad is poison' });
    expect(first).toHaveProperty('details', expect.stringContaining('fake.cjs'));
    expect(second).toMatchObject({ state: 'done' });
  });

  it('stop when asked to, and go on from there at a second start', async () => {
    const root = temporaryFolder();
    const jobs = ['held', 'next', 'last'].map((name) => fakeJob(root, { name, steps: 4, holdAt: 2 }));
    const stop = new AbortController();
    const watch = new Watch(stop.signal);
    const first = make().run(jobs, watch);
    await watch.seen(/held .*step 2/);
    stop.abort();
    expect((await first).map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    jobs.map(letGo);
    expect((await make().run(jobs)).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(jobs.map(logOf)).toEqual(jobs.map(wholeLog));
  });

  it('stop when a hook throws, and the error comes through', async () => {
    const root = temporaryFolder();
    const jobs = ['a', 'b', 'c'].map((name) => fakeJob(root, { name, steps: 2, holdAt: 2 }));
    const onProgress = () => {
      throw new Error('enough');
    };
    await expect(make().run(jobs, { onProgress })).rejects.toThrow('enough');
    expect(logOf(jobs[2]!)).toEqual([]);
  });

  it('wait for a run that another process is at, and find its results', async () => {
    const root = temporaryFolder();
    const job = fakeJob(root, { name: 'twice', steps: 3, holdAt: 2 });
    const [one, two] = [new Watch(), new Watch()];
    const first = pool().run([job], one);
    await one.seen(/step 2/);
    const second = make().run([job], two);
    await two.seen(/another process is at it/);
    letGo(job);
    expect([await first, await second].flat()).toMatchObject([{ value: { steps: 3 } }, { value: { steps: 0 } }]);
    expect(logOf(job)).toEqual(wholeLog(job));
  });
});

describe('a child process', () => {
  it('that crashes is an outcome with its last lines, and is not started again', async () => {
    const root = temporaryFolder();
    const jobs = [fakeJob(root, { name: 'bad', steps: 1, fails: 'crash' }), fakeJob(root, { name: 'good', steps: 1 })];
    const [crash, other] = await pool({ workers: 1 }).run(jobs);
    expect(crash).toMatchObject({ state: 'failed', reason: 'The process that ran it ended early (SIGABRT).' });
    expect(crash).toHaveProperty('details', expect.stringContaining('out of luck'));
    expect(other).toMatchObject({ state: 'done' });
  });

  it('that is killed leaves a run that another one goes on with', async () => {
    const job = fakeJob(temporaryFolder(), { name: 'victim', steps: 4, holdAt: 2 });
    const watch = new Watch();
    const run = pool().run([job], watch);
    const [, pid] = await watch.seen(/step 2 in (\d+)/);
    process.kill(Number(pid), 'SIGKILL');
    expect(await run).toMatchObject([{ state: 'failed', reason: expect.stringContaining('SIGKILL') }]);
    letGo(job);
    expect(await pool().run([job])).toMatchObject([{ state: 'done', value: { steps: 2 } }]);
    expect(logOf(job)).toEqual(wholeLog(job));
  });

  it('that does not stop in time is killed', async () => {
    const job = fakeJob(temporaryFolder(), { name: 'deaf', steps: 2, holdAt: 1, fails: 'deaf' });
    const stop = new AbortController();
    const watch = new Watch(stop.signal);
    const run = pool({ graceMilliseconds: 10 }).run([job], watch);
    const [, pid] = await watch.seen(/step 1 in (\d+)/);
    stop.abort();
    expect(await run).toMatchObject([{ state: 'open' }]);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });

  it('ends when its parent is killed', async () => {
    const job = fakeJob(temporaryFolder(), { name: 'orphan', steps: 2, holdAt: 1 });
    const script = `const { ChildProcesses } = require(${JSON.stringify(join(__dirname, '../../../dist/study/executors'))});
      const hooks = { onProgress: (job, share, text) => console.log(text) };
      new ChildProcesses({ entry: ${JSON.stringify(entry)} }).run([${JSON.stringify(job)}], hooks);`;
    const parent = spawn(process.execPath, ['-e', script]);
    const [output] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const pid = Number(/step 1 in (\d+)/.exec(output)![1]);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
  });

  it('fails with the reason when it cannot be started at all', async () => {
    const job = fakeJob(temporaryFolder(), { name: 'nowhere', steps: 1 });
    expect(await pool({ entry: '/nowhere/program.js' }).run([job])).toMatchObject([
      { state: 'failed', details: expect.stringContaining("Cannot find module '/nowhere/program.js'") },
    ]);
  });
});

describe('a job file', () => {
  it('is read, and refused with every fault', () => {
    const job = { id: 'a', kind: 'features', spec: {}, folder: '/f' };
    const folder = writeFiles({
      'good.json': JSON.stringify(job),
      'bad.json': '{ "id": 3, "kind": "walk" }',
      'cut.json': '{ "id": ',
    });
    expect(readJobFile(join(folder, 'good.json'))).toEqual(job);
    expect(() => readJobFile(join(folder, 'bad.json'))).toThrow(
      /bad.json: id: found 3.*; folder: found undefined.*; kind: found "walk", expected run,features,musk; spec: found none/,
    );
    expect(() => readJobFile(join(folder, 'cut.json'))).toThrow(/cut.json: found text that is no JSON/);
  });
});
