import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Job, type JobOutcome, jobKinds } from './executor';
import { type JobContext, type Runners, runJob } from './runJob';

/** What a child process tells its parent. */
export type ChildMessage = { progress: { share: number; text: string } } | { outcome: JobOutcome };

/** Exit codes by outcome; 130 is a shell's for a program that was interrupted. */
export const exitCodes: Record<JobOutcome['state'], number> = { done: 0, failed: 1, open: 130 };

/** The life of a child process: takes one job from its parent, tells how it goes on, answers, and ends. */
export async function serveParent(runners: Runners): Promise<void> {
  // Without its parent nobody waits for the job, and another process may soon be at it.
  process.once('disconnect', () => process.exit(exitCodes.open));
  const [job] = (await once(process, 'message')) as [Job];
  const tell = (message: ChildMessage, then?: () => void) => process.send?.(message, then);
  const outcome = await runStoppable(job, runners, (share, text) => tell({ progress: { share, text } }));
  tell({ outcome }, () => process.exit(exitCodes[outcome.state]));
}

/** Does a job in this process until it is done, or until SIGINT or SIGTERM asks it to stop. */
export async function runStoppable(
  job: Job,
  runners: Runners,
  onProgress: JobContext['onProgress'],
): Promise<JobOutcome> {
  const stop = new AbortController();
  const listener = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener);
  try {
    return await runJob(job, runners, { signal: stop.signal, onProgress });
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener);
  }
}

/** Reads a job that stands in a file of its own. @throws if it is none */
export function readJobFile(path: string): Job {
  const job = parseJob(path);
  const faults = [
    typeof job.id === 'string' ? [] : `id: found ${JSON.stringify(job.id)}, expected a text`,
    typeof job.folder === 'string' ? [] : `folder: found ${JSON.stringify(job.folder)}, expected a text`,
    jobKinds.includes(job.kind ?? 'run') ? [] : `kind: found ${JSON.stringify(job.kind)}, expected ${jobKinds}`,
    job.spec === undefined ? 'spec: found none' : [],
  ].flat();
  if (faults.length > 0) throw new Error(`${path}: ${faults.join('; ')}.`);
  return job as Job;
}

function parseJob(path: string): Partial<Job> {
  const text = readFileSync(path, 'utf8');
  try {
    return (JSON.parse(text) ?? {}) as Partial<Job>;
  } catch (error) {
    throw new Error(`${path}: found text that is no JSON (${(error as Error).message}), expected a job.`);
  }
}
