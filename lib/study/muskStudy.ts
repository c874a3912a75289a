import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { crossValidateMusk, type MuskOptions, type MuskResult } from './musk';

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

/** What a worker process tells: an epoch is over, or the job is. */
export type MuskMessage = { epochsDone: number } | { result: MuskResult };

/**
 * Runs cross-validations on several cores; small bags keep one process on one core anyway.
 * @returns one result a job, in their order
 * @throws when a job fails; the other processes are stopped then
 */
export async function runMuskStudy(jobs: readonly MuskJob[], options: MuskStudyOptions = {}): Promise<MuskResult[]> {
  const { processes = availableParallelism(), onProgress, onResult } = options;
  const shares = jobs.map(() => 0);
  const tell = (job: number, share: number) => {
    shares[job] = share;
    onProgress?.(shares.reduce((sum, value) => sum + value, 0) / jobs.length);
  };
  const results: MuskResult[] = [];
  const waiting = jobs.map((job, i) => ({ job, i }));
  const stop = new AbortController();
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { job, i } = next;
      const onEpoch = (done: number) => tell(i, done / (job.epochs ?? 100));
      const run = processes === 0 ? crossValidateMusk({ ...job, onEpoch }) : runInProcess(job, stop.signal, onEpoch);
      results[i] = await run;
      onResult?.(results[i]);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(processes || 1, jobs.length) }, work));
  } finally {
    stop.abort();
  }
  return results;
}

function runInProcess(job: MuskJob, signal: AbortSignal, onEpoch: (done: number) => void): Promise<MuskResult> {
  return new Promise((resolve, reject) => {
    const worker: ChildProcess = fork(join(__dirname, 'muskWorker.js'), {
      // The processes are the parallelism; threads inside each would only fight for the cores.
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: '1' },
      execArgv: [],
      signal,
    });
    const name = `${job.dataset}, ${job.method}, seed ${job.seed}`;
    worker.on('error', reject);
    worker.on('exit', (code) =>
      reject(new Error(`The process that trains ${name} ended early (exit status ${code}).`)),
    );
    worker.on('message', (message: MuskMessage) => {
      try {
        if ('result' in message) resolve(message.result);
        else onEpoch(message.epochsDone);
      } catch (error) {
        reject(error);
      }
    });
    worker.send(job);
  });
}
