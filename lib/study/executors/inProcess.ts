import type { Executor, ExecutorHooks, Job, JobOutcome } from './executor';
import { type Runners, runJob } from './runJob';
import { shareJobs } from './share';

/** Does jobs in this process, one after the other: for a notebook, a debugger, or one short job. */
export class InProcess implements Executor {
  constructor(private readonly runners: Runners) {}

  run(jobs: readonly Job[], hooks: ExecutorHooks = {}): Promise<JobOutcome[]> {
    return shareJobs(jobs, 1, hooks, (job, work) => runJob(job, this.runners, work));
  }
}
