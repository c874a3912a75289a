import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Claim } from '../../data/featureCache/claim';
import { type Job, type JobKind, type JobOutcome, stopped } from './executor';

export interface JobContext {
  folder: string;
  onProgress(share: number, text: string): void;
  signal: AbortSignal;
}

/** Does jobs of one kind. @returns small results, plain data, or nothing */
export type Runner = (spec: unknown, context: JobContext) => Promise<unknown>;

/** The runners, loaded when a job asks for them. */
export type Runners = Record<JobKind, () => Promise<Runner>>;

/** Says that a process is at the run of a folder. */
const CLAIM = 'claim';
const WAIT_MILLISECONDS = 500;
/** Much less than what makes a claim stale. */
const RENEWAL_MILLISECONDS = 30_000;

/**
 * Does a job in this process. No two processes are at the same run at a time, whoever started them: the second waits
 * for the first, and then finds its results. (Features have claims of their own, image by image.)
 */
export async function runJob(job: Job, runners: Runners, context: Omit<JobContext, 'folder'>): Promise<JobOutcome> {
  const { id, kind = 'run', spec, folder } = job;
  const { signal } = context;
  try {
    const run = async () => (await runners[kind]())(spec, { ...context, folder });
    return { id, state: 'done', value: await (kind === 'run' ? alone(folder, context, run) : run()) };
  } catch (error) {
    if (signal.aborted) return stopped(job);
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { id, state: 'failed', reason: message, details: stack };
  }
}

async function alone<T>(
  folder: string,
  { signal, onProgress }: Omit<JobContext, 'folder'>,
  run: () => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, CLAIM);
  let claim = Claim.take(path);
  for (; !claim; claim = Claim.take(path)) {
    onProgress(0, 'another process is at it');
    await sleep(WAIT_MILLISECONDS, undefined, { signal });
  }
  const renewal = setInterval(() => claim.renew(), RENEWAL_MILLISECONDS).unref();
  try {
    return await run();
  } finally {
    clearInterval(renewal);
    claim.release();
  }
}
