import { availableParallelism } from 'node:os';
import { checkCount } from '../../nn/options';
import { type ChildOptions, runInChild } from './childProcess';
import type { Executor, ExecutorHooks, Job, JobOutcome } from './executor';
import { shareJobs } from './share';

export interface ChildProcessesOptions extends Partial<ChildOptions> {
  /** Processes at a time (default: one a core). */
  workers?: number;
}

/** Does each job in a process of its own on this machine, several at a time; the cores are shared among them. */
export class ChildProcesses implements Executor {
  private readonly workers: number;
  private readonly children: ChildOptions;

  constructor({ workers = availableParallelism(), ...options }: ChildProcessesOptions = {}) {
    checkCount('workers', workers);
    this.workers = workers;
    this.children = { threads: threadsFor(workers), ...options };
  }

  run(jobs: readonly Job[], hooks: ExecutorHooks = {}): Promise<JobOutcome[]> {
    return shareJobs(jobs, this.workers, hooks, (job, work) => runInChild(job, work, this.children));
  }
}

/** Threads for each of so many processes, which would otherwise fight for the cores. */
export const threadsFor = (processes: number): number => Math.max(1, Math.floor(availableParallelism() / processes));
