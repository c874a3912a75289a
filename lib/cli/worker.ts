import { exitCodes, readJobFile, runStoppable } from '../study/executors/childSide';
import type { Job, JobOutcome } from '../study/executors/executor';
import { workQueue } from '../study/executors/queue/queueWorker';
import { runners } from '../study/jobKinds';
import { command, UsageError } from './command';
import { wholeNumber } from './executorOptions';
import { showJobs } from './showJobs';
import { showStep } from './showStep';
import { stopSignal } from './stopSignal';

const notes = `
With --queue it takes the jobs that "mivpg study run --queue" and "mivpg features --queue" submit, on any machine that
sees the folder of the results, until it is stopped; what it is at then goes back into the queue. Whoever can write to
that Redis decides what a worker runs and writes: keep it to yourself. BullMQ and ioredis must be installed:

  npm install bullmq ioredis
  mivpg worker --queue redis://server:6379/0 --concurrency 2
  mivpg worker --queue redis://server:6379/0 --folder /mnt/study

With --job it does the job of one file that "--render slurm" or "--render kubernetes" has written.
`;

/** `mivpg worker`: does jobs of a queue, or one of a cluster. */
export const worker = command({
  options: {
    queue: { type: 'string', value: 'address', summary: 'redis://[user:password@]host[:port][/db], or unix:///socket' },
    concurrency: { type: 'string', value: 'n', summary: 'jobs at a time, which share the cores (default 1)' },
    folder: { type: 'string', value: 'folder', summary: 'where the results are on this machine, if elsewhere' },
    job: { type: 'string', value: 'file', summary: 'do this job, and end' },
  },
  notes,
  async run({ queue, concurrency, folder, job }) {
    if ((queue === undefined) === (job === undefined)) throw new UsageError('"worker" needs --queue, or --job');
    if (job !== undefined) return runFile(job);
    const hooks = showJobs(undefined, nameOf);
    const onReady = () => hooks.onNotice?.('Waiting for jobs.');
    const options = { concurrency: wholeNumber('concurrency', concurrency, 1), folder, signal: stopSignal() };
    await workQueue(queue!, { ...hooks, ...options, onReady });
    showStep();
    return 0;
  },
});

/** @returns 0 if the job is done, 1 if it failed, 130 if it was stopped */
async function runFile(path: string): Promise<number> {
  const job = readJobFile(path);
  const { onProgress, onOutcome } = showJobs(1, nameOf);
  const outcome: JobOutcome = await runStoppable(job, runners, (share, text) => onProgress?.(job, share, text));
  onOutcome?.(job, outcome);
  showStep();
  return exitCodes[outcome.state];
}

const nameOf = ({ kind = 'run', id }: Job) => `${kind} ${id}`;
