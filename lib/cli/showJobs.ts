import type { ExecutorHooks, Job, JobOutcome } from '../study/executors/executor';
import { lineWidth, showStep } from './showStep';

/**
 * Shows how jobs go on: a line for each that is finished, with the reason where it failed, and one line that is written
 * over for those that are under way.
 * @param total how many there are, where that is known @param nameOf a job in words
 */
export function showJobs(total: number | undefined, nameOf: (job: Job) => string): ExecutorHooks {
  const running = new Map<string, string>();
  let finished = 0;
  const line = (text: string) => {
    showStep();
    process.stdout.write(`${text}\n`);
    show();
  };
  const show = () => {
    const done = total === undefined ? `${finished} done` : `${finished} of ${total} done`;
    showStep([done, ...running.values()].join(' · ').slice(0, lineWidth()));
  };
  return {
    onProgress(job, share, text) {
      running.set(job.id, `${nameOf(job)}: ${Math.floor(100 * share)} %, ${text}`);
      show();
    },
    onOutcome(job, outcome) {
      running.delete(job.id);
      if (outcome.state !== 'open') finished += 1;
      line(`${nameOf(job)}: ${describeOutcome(outcome)}`);
    },
    onNotice: line,
  };
}

/** How a job ended, in words. */
export function describeOutcome(outcome: JobOutcome): string {
  if (outcome.state === 'done') return 'done';
  if (outcome.state === 'open') return outcome.reason;
  const details = outcome.details?.replace(/^/gm, '  ');
  return `failed: ${outcome.reason}${details ? `\n${details}` : ''}`;
}
