import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { packageFolder } from '../../engine/install';
import type { ChildMessage } from './childSide';
import { type Job, type JobOutcome, stopped } from './executor';
import type { Work } from './share';

export interface ChildOptions {
  /** Threads that an operation may use in a child. */
  threads: number;
  /** The program that a child runs: see `runProcess.ts`, the default. */
  entry?: string;
  /** How long a child that was asked to stop may take to (default 10,000). */
  graceMilliseconds?: number;
}

/** What is kept of what a child writes, to tell why it ended. */
const LAST_LINES = 20;

/** How long after its end a child's output may take to arrive; a channel that died half open may never close. */
const OUTPUT_MILLISECONDS = 2000;

const defaultEntry = () => join(packageFolder(), 'dist', 'study', 'runProcess.js');

/**
 * Does a job in a process of its own. However the child ends is an outcome: a crash fails the job, with the last lines
 * that the child wrote.
 */
export function runInChild(job: Job, { signal, onProgress }: Work, options: ChildOptions): Promise<JobOutcome> {
  const { threads, entry = defaultEntry(), graceMilliseconds = 10_000 } = options;
  return new Promise((resolve) => {
    const child = fork(entry, {
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: String(threads) },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const written = lastLines(child);
    let outcome: JobOutcome | undefined;
    let kill: NodeJS.Timeout | undefined;
    let late: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill('SIGTERM');
      kill = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
    };
    const end = (ending: JobOutcome) => {
      clearTimeout(kill);
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      resolve(ending);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
    child.on('message', (message: ChildMessage) => {
      if ('outcome' in message) outcome = message.outcome;
      else onProgress(message.progress.share, message.progress.text);
    });
    child.on('error', (error) => end({ id: job.id, state: 'failed', reason: error.message }));
    const ended = (code: number | null, killer: string | null) =>
      end(outcome ?? (signal.aborted ? stopped(job) : crash(job, code, killer)));
    child.on('close', ended);
    child.on('exit', (code, killer) => {
      late = setTimeout(() => ended(code, killer), OUTPUT_MILLISECONDS);
      if (child.connected) child.disconnect();
    });
    child.send(job, () => {}); // a child that is gone already says so itself

    function crash({ id }: Job, code: number | null, killer: string | null): JobOutcome {
      const how = killer ?? `exit code ${code}`;
      return { id, state: 'failed', reason: `The process that ran it ended early (${how}).`, details: written() };
    }
  });
}

/** @returns gives the last lines that a process wrote so far */
function lastLines({ stdout, stderr }: ChildProcess): () => string {
  let lines: string[] = [];
  for (const stream of [stdout, stderr]) {
    stream!.setEncoding('utf8').on('data', (text: string) => {
      const [first = '', ...rest] = text.split('\n');
      lines = [...lines.slice(0, -1), (lines.at(-1) ?? '') + first, ...rest].slice(-LAST_LINES - 1);
    });
  }
  return () => lines.join('\n').trim();
}
