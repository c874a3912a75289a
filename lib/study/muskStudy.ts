import { chooseExecutor, type Job, jobId } from './executors';
import type { MuskOptions, MuskResult } from './musk';

/** One cross-validation: plain data, so that it can be sent to another process. */
export type MuskJob = Omit<MuskOptions, 'onEpoch'>;

/** How the runs are spread, and who is told. */
export interface MuskStudyOptions {
  /** Processes that share the jobs (default: one a core); 0 runs them in this process, one after the other. */
  processes?: number;
  /** Called as the work goes on, with the share of all epochs that are done, from 0 to 1; throwing stops the study. */
  onProgress?: (share: number) => void;
  /** Called with each result as soon as it is there. */
  onResult?: (result: MuskResult) => void;
}

/**
 * Runs cross-validations on several cores; small bags keep one process on one core anyway.
 * @returns one result a job, in their order
 * @throws when a job fails; the other processes are stopped then
 */
export async function runMuskStudy(jobs: readonly MuskJob[], options: MuskStudyOptions = {}): Promise<MuskResult[]> {
  const { processes, onProgress, onResult } = options;
  const executor = chooseExecutor({ workers: processes }, '');
  const study = jobs.map((spec): Job<MuskJob> => ({ id: jobId('musk', spec), kind: 'musk', spec, folder: '' }));
  const shares = new Map<Job, number>();
  const outcomes = await executor.run(study, {
    onProgress(job, share) {
      shares.set(job, share);
      onProgress?.([...shares.values()].reduce((sum, value) => sum + value, 0) / jobs.length);
    },
    onOutcome(job, outcome) {
      if (outcome.state === 'failed') throw new Error(`${nameOf(job.spec as MuskJob)}: ${outcome.reason}`);
      if (outcome.state === 'done') onResult?.(outcome.value as MuskResult);
    },
  });
  return outcomes.map((outcome) => (outcome as { value: MuskResult }).value);
}

const nameOf = ({ dataset, method, seed }: MuskJob) => `${dataset}, ${method}, seed ${seed}`;
