import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Job as BullJob } from 'bullmq';
import { checkCount } from '../../../nn/options';
import { runInChild } from '../childProcess';
import { threadsFor } from '../childProcesses';
import { type ExecutorHooks, type Job, type JobOutcome, stopped } from '../executor';
import { aborted, guardHooks } from '../guard';
import { QUEUE, type QueuedJob, type QueuedProgress } from './queuedJob';
import { checkRedis, closed, connectionTo, loadBullmq, parseRedisAddress } from './redis';
import { checkMark, pathWithin } from './sharedFolder';

export interface QueueWorkerOptions extends ExecutorHooks {
  /** Jobs at a time, each in a process of its own (default 1). */
  concurrency?: number;
  /** Where the shared folder is on this machine (default: where it is on the one that submitted the job). */
  folder?: string;
  /** The program of the processes: see `runInChild`. */
  entry?: string;
  /** A job whose worker has not been heard of for so long is given to another (default 30,000). */
  lockMilliseconds?: number;
  /** Called when the worker waits for its first job. */
  onReady?(): void;
}

/** A job that took so many workers with it is not given to another. */
const MOST_STALLS = 5;

/**
 * Takes jobs from a queue and does them, until `signal` asks it to stop: what it is at then goes back into the queue. Jobs
 * run in processes of their own, so that this one, which renews their locks, is never busy.
 * @throws if Redis does not answer at the start, or the shared folder is not here
 */
export async function workQueue(address: string, options: QueueWorkerOptions): Promise<void> {
  const { concurrency = 1, lockMilliseconds = 30_000 } = options;
  checkCount('concurrency', concurrency);
  const { Worker, WaitingError } = loadBullmq();
  const redis = parseRedisAddress(address);
  await checkRedis(redis);
  const stop = new AbortController();
  const hooks = guardHooks(options);
  const children = new Set<Promise<JobOutcome>>();
  const signals = AbortSignal.any([hooks.signal, stop.signal]);

  const worker = new Worker<QueuedJob>(
    QUEUE,
    async (queued: BullJob<QueuedJob>, token) => {
      const outcome = await work(queued);
      hooks.onOutcome(queued.data.job, outcome);
      if (outcome.state === 'done') return outcome.value;
      if (outcome.state === 'open') {
        await queued.moveToWait(token);
        throw new WaitingError();
      }
      throw Object.assign(new Error(outcome.reason), { stack: outcome.details });
    },
    {
      connection: connectionTo(redis),
      name: `${hostname()}, process ${process.pid}`,
      concurrency,
      lockDuration: lockMilliseconds,
      stalledInterval: lockMilliseconds,
      maxStalledCount: MOST_STALLS,
      autorun: false,
    },
  );

  async function work(queued: BullJob<QueuedJob>): Promise<JobOutcome> {
    const { job } = queued.data;
    const send = sender(queued);
    const onProgress = (share: number, text: string) => {
      hooks.onProgress(job, share, text);
      send({ share, text });
    };
    try {
      const here = placed(queued.data, options.folder);
      const { entry } = options;
      const child = runInChild(here, { signal: signals, onProgress }, { threads: threadsFor(concurrency), entry });
      children.add(child);
      return await child.finally(() => children.delete(child));
    } catch (error) {
      stop.abort(error); // nothing that this worker takes can be done here
      return stopped(job);
    }
  }

  worker.on('error', ({ message }) => hooks.onNotice(`The queue is not reachable: ${message}`));
  await worker.waitUntilReady();
  options.onReady?.();
  void worker.run();
  await aborted(signals);
  const closing = worker.close(); // takes no new job from here on
  await Promise.all(children);
  await closed(closing, [worker]);
  hooks.throwIfFailed();
  stop.signal.throwIfAborted();
}

/** A job with its folder on this machine. @throws if the shared folder is not here */
function placed({ job, root, mark }: QueuedJob, folder = root): Job {
  checkMark(folder, mark);
  const path = join(folder, job.folder);
  pathWithin(folder, path);
  return { ...job, folder: path };
}

/** Tells how a job goes on; while Redis is slow or away, only the newest. */
function sender(queued: BullJob<QueuedJob>): (progress: QueuedProgress) => void {
  let newest: QueuedProgress | undefined;
  let sending = false;
  const send = async () => {
    sending = true;
    for (let next = newest; next; next = newest) {
      newest = undefined;
      await queued.updateProgress(next).catch(() => {}); // progress is news, not results
    }
    sending = false;
  };
  return (progress) => {
    newest = progress;
    if (!sending) void send();
  };
}
