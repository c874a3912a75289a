import { type ExecutorHooks, type Job, type JobOutcome, stopped } from './executor';
import { guardHooks } from './guard';

/** What somebody who does a job is given. */
export interface Work {
  signal: AbortSignal;
  onProgress(share: number, text: string): void;
}

/**
 * Gives jobs to so many workers, each of which takes the next one when it is done with one.
 * @param work does one job; it never throws
 * @throws what a hook throws, once all workers have stopped
 */
export async function shareJobs(
  jobs: readonly Job[],
  workers: number,
  hooks: ExecutorHooks,
  work: (job: Job, work: Work) => Promise<JobOutcome>,
): Promise<JobOutcome[]> {
  const { signal, onProgress, onOutcome, throwIfFailed } = guardHooks(hooks);
  const outcomes: JobOutcome[] = [];
  const waiting = jobs.entries(); // one iterator for all: each job is taken once
  const take = async () => {
    for (const [i, job] of waiting) {
      const tell = (share: number, text: string) => onProgress(job, share, text);
      outcomes[i] = signal.aborted ? stopped(job) : await work(job, { signal, onProgress: tell });
      onOutcome(job, outcomes[i]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, take));
  throwIfFailed();
  return outcomes;
}
