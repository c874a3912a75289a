/** What a job may be; each kind has its runner: see `jobKinds.ts`. */
export const jobKinds = ['run', 'features', 'musk'] as const;
export type JobKind = (typeof jobKinds)[number];

/** A piece of work as plain data, so that another process or another machine can do it. */
export interface Job<Spec = unknown> {
  /** Names the work by its content: the same id is the same work. */
  id: string;
  /** Default `run`: a run of the study. */
  kind?: JobKind;
  spec: Spec;
  /** Where its results go, and what it goes on from. */
  folder: string;
}

/**
 * How a job ended; `open` is one that is not finished, because it was stopped, or because others will do it. A run's
 * results lie in its folder; `value` is what small results its kind has beside.
 */
export type JobOutcome =
  | { id: string; state: 'done'; value?: unknown }
  | { id: string; state: 'failed'; reason: string; details?: string }
  | { id: string; state: 'open'; reason: string };

/** Who is told of jobs, and what stops them. */
export interface ExecutorHooks {
  /** Called as a job goes on, with the share that is done, from 0 to 1, and what it is at. Throwing stops all jobs. */
  onProgress?(job: Job, share: number, text: string): void;
  /** Called with each outcome as soon as it is there. Throwing stops all jobs. */
  onOutcome?(job: Job, outcome: JobOutcome): void;
  /** Says what concerns no single job, such as a queue that is not reachable for a while. */
  onNotice?(text: string): void;
  /** Stops the jobs, which go on from their folders when they are run again. */
  signal?: AbortSignal;
}

/** Gets jobs done, in this process or elsewhere. */
export interface Executor {
  /**
   * @returns one outcome a job, in their order: a job that fails does not keep others from being done
   * @throws only if nothing can be done at all, or a hook throws
   */
  run(jobs: readonly Job[], hooks?: ExecutorHooks): Promise<JobOutcome[]>;
}

export const stopped = ({ id }: Pick<Job, 'id'>): JobOutcome => ({
  id,
  state: 'open',
  reason: 'stopped; start it again to go on',
});
