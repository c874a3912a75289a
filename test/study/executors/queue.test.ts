import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../../lib/study/executors';
import { QueueExecutor } from '../../../lib/study/executors/queue/queueExecutor';
import { type QueueWorkerOptions, workQueue } from '../../../lib/study/executors/queue/queueWorker';
import { temporaryFolder } from '../../data/fixtures';
import { findRedis, RedisServer } from './redisServer';
import { entry, fakeJob, isAlive, letGo, logOf, Watch, wholeLog } from './support';

const redis = findRedis();

describe.runIf(redis)('a queue', () => {
  let server: RedisServer;
  let root: string;

  beforeAll(async () => {
    server = new RedisServer(redis!);
    await server.start();
    root = temporaryFolder();
  });
  afterAll(() => server.remove());

  /** Short, so that a worker that is gone is soon missed. Should a busy machine make one miss its time, no assertion fails. */
  const lockMilliseconds = 2_000;
  const running = new Set<AbortController>();
  afterEach(() => {
    for (const stop of running) stop.abort(); // what a failing test has left
  });

  const submit = (jobs: readonly Job[], watch = new Watch()) =>
    new QueueExecutor(server.address, root, { backoffMilliseconds: 10, pollMilliseconds: 500 }).run(jobs, watch);

  /** A worker in this process. */
  function work(options: Partial<QueueWorkerOptions> = {}) {
    const stop = new AbortController();
    running.add(stop);
    const ended = workQueue(server.address, { entry, lockMilliseconds, ...options, signal: stop.signal });
    return {
      ended,
      stop: () => {
        stop.abort();
        return ended;
      },
    };
  }

  it('has runs done by workers, with progress and outcomes', async () => {
    const jobs = ['a', 'b', 'c'].map((name) => fakeJob(root, { name, steps: 3 }));
    const watch = new Watch();
    const worker = work({ concurrency: 2 });
    const outcomes = await submit(jobs, watch);
    await worker.stop();
    expect(outcomes).toEqual(jobs.map(({ id }) => ({ id, state: 'done', value: { steps: expect.any(Number) } })));
    expect(jobs.map(logOf)).toEqual(jobs.map(wholeLog));
    expect(watch.texts.filter((text) => text.startsWith('c '))).toEqual(
      expect.arrayContaining([expect.stringMatching(/step \d/), 'c is done']),
    );
  });

  it('has a run that is submitted twice done once', async () => {
    const job = fakeJob(root, { name: 'twice', steps: 3, holdAt: 2 });
    const [one, two] = [new Watch(), new Watch()];
    const submissions = [submit([job, job], one), submit([job], two)];
    const workers = [work(), work()];
    await Promise.all([one.seen(/step 2/), two.seen(/step 2/)]);
    letGo(job);
    const outcomes = (await Promise.all(submissions)).flat();
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    expect(logOf(job)).toEqual(wholeLog(job));
  });

  it('fails a poison run after some tries, with its reason, and goes on', async () => {
    const poison = fakeJob(root, { name: 'arsenic', steps: 1, fails: 'throw' });
    const crash = fakeJob(root, { name: 'crash', steps: 1, fails: 'crash' });
    const good = ['d', 'e'].map((name) => fakeJob(root, { name, steps: 2 }));
    const tries: string[] = [];
    const worker = work({ onOutcome: ({ id }, { state }) => state === 'failed' && tries.push(id) });
    const outcomes = await submit([poison, crash, ...good]);
    await worker.stop();
    expect(outcomes).toMatchObject([
      {
        id: poison.id,
        state: 'failed',
        reason: 'arsenic is poison',
        details: expect.stringMatching(/by .*process \d/),
      },
      { id: crash.id, state: 'failed', details: expect.stringContaining('out of luck') },
      { state: 'done' },
      { state: 'done' },
    ]);
    expect(tries.filter((id) => id === poison.id).length).toBeGreaterThanOrEqual(3);
    expect(good.map(logOf)).toEqual(good.map(wholeLog));
  });

  it('gives the run of a killed worker to another, which goes on from its folder', async () => {
    const job = fakeJob(root, { name: 'orphan', steps: 4, holdAt: 2 });
    const victim = spawn(process.execPath, [join(__dirname, 'worker.cjs'), server.address, String(lockMilliseconds)]);
    await once(victim.stdout, 'data');
    const watch = new Watch();
    const submission = submit([job], watch);
    const [, child] = await watch.seen(/step 2 in (\d+)/);
    victim.kill('SIGKILL');
    await expect.poll(() => isAlive(Number(child)), { timeout: 30_000 }).toBe(false);
    letGo(job);
    const worker = work();
    expect(await submission).toMatchObject([{ state: 'done' }]);
    await worker.stop();
    expect(logOf(job)).toEqual(wholeLog(job));
  });

  it('gets back what a worker is at that is asked to stop', async () => {
    const job = fakeJob(root, { name: 'handed over', steps: 4, holdAt: 3 });
    const watch = new Watch();
    const first = work();
    const submission = submit([job], watch);
    await watch.seen(/step 3/);
    await first.stop();
    letGo(job);
    const second = work();
    expect(await submission).toMatchObject([{ state: 'done' }]);
    await second.stop();
    expect(logOf(job)).toEqual(wholeLog(job));
  });

  it('keeps runs while whoever submitted them is away', async () => {
    const jobs = ['f', 'g'].map((name) => fakeJob(root, { name, steps: 2 }));
    const leave = new AbortController();
    const watch = new Watch(leave.signal);
    const away = submit(jobs, watch);
    await watch.seen(/In the queue: 2/);
    leave.abort();
    expect(await away).toMatchObject([{ state: 'open' }, { state: 'open' }]);
    const done = new Watch();
    const worker = work(done);
    await Promise.all([done.seen(/f is done/), done.seen(/g is done/)]);
    expect((await submit(jobs)).map(({ state }) => state)).toEqual(['done', 'done']);
    await worker.stop();
    expect(jobs.map(logOf)).toEqual(jobs.map(wholeLog));
  });

  it.each(['keeps', 'loses'])('loses no run when Redis is killed, and %s what it knew', async (what) => {
    const jobs = ['h', 'i', 'j'].map((name) => fakeJob(root, { name: `${name} ${what}`, steps: 3, holdAt: 2 }));
    const watch = new Watch();
    const worker = work();
    const submission = submit(jobs, watch);
    await watch.seen(/step 2/);
    await server.kill();
    if (what === 'loses') server.forget();
    await watch.seen(/not reachable/);
    jobs.map(letGo);
    await server.start();
    expect((await submission).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
    await worker.stop();
    expect(jobs.map(logOf)).toEqual(jobs.map(wholeLog));
  });

  it('can be left while Redis is away', async () => {
    const job = fakeJob(root, { name: 'patient', steps: 3, holdAt: 2 });
    const leave = new AbortController();
    const watch = new Watch(leave.signal);
    const worker = work();
    const submission = submit([job], watch);
    await watch.seen(/step 2/);
    await server.kill();
    await watch.seen(/not reachable/);
    leave.abort();
    expect(await submission).toMatchObject([{ state: 'open' }]);
    await worker.stop();
    await server.start();
    letGo(job);
    const other = work();
    expect(await submit([job])).toMatchObject([{ state: 'done' }]);
    await other.stop();
    expect(logOf(job)).toEqual(wholeLog(job));
  });

  it('is left by a worker that does not see the shared folder, and its jobs stay', async () => {
    const job = fakeJob(root, { name: 'elsewhere', steps: 2 });
    const submission = submit([job]);
    await expect(work({ folder: temporaryFolder() }).ended).rejects.toThrow(/found no folder of results.*--folder/);
    const worker = work({ folder: root });
    expect(await submission).toMatchObject([{ state: 'done' }]);
    await worker.stop();
    expect(logOf(job)).toEqual(wholeLog(job));
  });

  it('refuses jobs outside of the shared folder', async () => {
    await expect(submit([fakeJob(temporaryFolder(), { name: 'out', steps: 1 })])).rejects.toThrow(/outside of/);
  });
});
