import { type ExecutorHooks, type Job, type JobOutcome, stopped } from './executor';

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
  { onProgress, onOutcome, signal: outer }: ExecutorHooks,
  work: (job: Job, work: Work) => Promise<JobOutcome>,
): Promise<JobOutcome[]> {
  const failure = new AbortController();
  const signal = outer ? AbortSignal.any([outer, failure.signal]) : failure.signal;
  const guarded = (hook: () => void) => {
    if (failure.signal.aborted) return;
    try {
      hook();
    } catch (error) {
      failure.abort(error);
    }
  };
  const outcomes: JobOutcome[] = [];
  const waiting = jobs.entries(); // one iterator for all: each job is taken once
  const take = async () => {
    for (const [i, job] of waiting) {
      const tell = (share: number, text: string) => guarded(() => onProgress?.(job, share, text));
      const outcome = signal.aborted ? stopped(job) : await work(job, { signal, onProgress: tell });
      outcomes[i] = outcome;
      guarded(() => onOutcome?.(job, outcome));
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, take));
  failure.signal.throwIfAborted();
  return outcomes;
}
