import type { Queue, QueueEvents } from 'bullmq';
import type { Executor, ExecutorHooks, Job, JobOutcome } from '../executor';
import { aborted, type GuardedHooks, guardHooks } from '../guard';
import { QUEUE, type QueuedJob, type QueuedProgress, queueId } from './queuedJob';
import { checkRedis, closed, connectionTo, loadBullmq, parseRedisAddress } from './redis';
import { markFolder, pathWithin } from './sharedFolder';

export interface QueueOptions {
  /** Times that a job is tried until it counts as failed (default 3). */
  attempts?: number;
  /** Wait before the second try, doubled with each further one (default 5,000). */
  backoffMilliseconds?: number;
  /** How often the queue is looked through, should an event be lost (default 5,000). */
  pollMilliseconds?: number;
}

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Puts jobs into a queue (BullMQ, in Redis), from which workers on any machine take them, and waits for them. Results lie
 * in a folder that all machines share; Redis only says who is at what. So the caller may leave and come back, several
 * may submit the same jobs, and jobs that Redis has lost are put into the queue again.
 */
export class QueueExecutor implements Executor {
  /**
   * @param address of Redis: see `parseRedisAddress`
   * @param root the folder that all machines share; the jobs' folders are in it
   */
  constructor(
    private readonly address: string,
    private readonly root: string,
    private readonly options: QueueOptions = {},
  ) {}

  async run(jobs: readonly Job[], hooks: ExecutorHooks = {}): Promise<JobOutcome[]> {
    const mark = markFolder(this.root);
    const queued = jobs.map((job): QueuedJob => {
      return { job: { ...job, folder: pathWithin(this.root, job.folder) }, root: this.root, mark };
    });
    const { Queue, QueueEvents } = loadBullmq();
    const address = parseRedisAddress(this.address);
    await checkRedis(address);
    const connection = connectionTo(address);
    const guarded = guardHooks(hooks);
    const [queue, events] = [new Queue(QUEUE, { connection }), new QueueEvents(QUEUE, { connection })];
    const notice = ({ message }: Error) => guarded.onNotice(`The queue is not reachable: ${message}`);
    queue.on('error', notice);
    events.on('error', notice);
    try {
      await events.waitUntilReady(); // what happens from here on is seen
      const outcomes = await new Submission(queue, events, guarded, this.options).finish(jobs, queued);
      guarded.throwIfFailed();
      return outcomes;
    } finally {
      await closed(Promise.all([queue.close(), events.close()]), [queue, events]);
    }
  }
}

/** A job that is waited for. */
interface Pending {
  id: string;
  index: number;
  job: Job;
  queued: QueuedJob;
}

class Submission {
  private pending: Pending[] = [];
  private readonly outcomes: JobOutcome[] = [];
  /** Jobs of which there are news. */
  private news = new Set<string>();
  private wake = () => {};

  constructor(
    private readonly queue: Queue<QueuedJob>,
    events: QueueEvents,
    private readonly hooks: GuardedHooks,
    private readonly options: QueueOptions,
  ) {
    const note = ({ jobId }: { jobId: string }) => {
      this.news.add(jobId);
      this.wake();
    };
    events.on('completed', note);
    events.on('failed', note);
    events.on('progress', ({ jobId, data }) => {
      const { share, text } = data as QueuedProgress;
      for (const { id, job } of this.pending) if (id === jobId) hooks.onProgress(job, share, text);
    });
  }

  /** Until all jobs are finished, or the caller leaves, whether Redis answers or not. */
  async finish(jobs: readonly Job[], queued: readonly QueuedJob[]): Promise<JobOutcome[]> {
    this.pending = jobs.map((job, index) => ({ id: queueId(queued[index]!), index, job, queued: queued[index]! }));
    await Promise.race([this.follow(), aborted(this.hooks.signal)]);
    const reason = 'left in the queue; start it again to wait for it';
    for (const pending of this.pending) this.end(pending, { id: pending.job.id, state: 'open', reason });
    return this.outcomes;
  }

  private async follow(): Promise<void> {
    for (const pending of this.pending) await this.submitAnew(pending);
    this.hooks.onNotice(`In the queue: ${this.pending.length}.`);
    const { pollMilliseconds = 5_000 } = this.options;
    let looked = performance.now();
    while (this.pending.length > 0) {
      await this.change(pollMilliseconds);
      const all = performance.now() - looked > pollMilliseconds;
      if (all) looked = performance.now();
      const news = this.news;
      this.news = new Set();
      for (const pending of this.pending.filter(({ id }) => all || news.has(id))) await this.look(pending);
    }
  }

  /** Whoever submits a job wants its results now: what the queue knows of an earlier time is forgotten. */
  private async submitAnew(pending: Pending): Promise<void> {
    const known = await this.queue.getJob(pending.id);
    const state = await known?.getState();
    if (state === 'completed' || state === 'failed') {
      await known!.remove().catch(() => {}); // another may have been quicker
    }
    await this.submit(pending);
  }

  /** Puts a job into the queue, unless it is there. */
  private async submit({ id, queued }: Pending): Promise<void> {
    const { attempts = 3, backoffMilliseconds: delay = 5_000 } = this.options;
    await this.queue.add(queued.job.kind ?? 'run', queued, {
      jobId: id,
      attempts,
      backoff: { type: 'exponential', delay },
      removeOnComplete: { age: 7 * DAY_SECONDS },
      removeOnFail: { age: 30 * DAY_SECONDS },
    });
  }

  private async look(pending: Pending): Promise<void> {
    const { id } = pending.job;
    const state = await this.queue.getJobState(pending.id);
    const found = await this.queue.getJob(pending.id); // after its state, so that a finished job has its results
    if (state === 'unknown' || !found) await this.submit(pending);
    else if (state === 'completed') this.end(pending, { id, state: 'done', value: found.returnvalue });
    else if (state === 'failed') {
      const details = [found.processedBy && `by ${found.processedBy}`, found.stacktrace?.at(-1)];
      const { failedReason: reason } = found!;
      this.end(pending, { id, state: 'failed', reason, details: details.filter(Boolean).join('\n') });
    }
  }

  private end(pending: Pending, outcome: JobOutcome): void {
    this.outcomes[pending.index] = outcome;
    this.pending = this.pending.filter((other) => other !== pending);
    this.hooks.onOutcome(pending.job, outcome);
  }

  /** Until there are news, or so much time has passed. */
  private async change(milliseconds: number): Promise<void> {
    if (this.news.size > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
