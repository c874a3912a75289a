import { describeSpec, type JobOutcome, type RunResult, type RunSpec, type StudyProgress } from '../../study';
import { describeOutcome } from '../showJobs';
import { lineWidth, showStep } from '../showStep';

/** Shows how runs go on: a line for each that ends, and one that is written over for those that are under way. */
export class RunDisplay {
  private readonly start = performance.now();

  progress(progress: StudyProgress): void {
    const { run, total, text } = progress;
    const left = this.left(progress);
    showStep(`run ${run} of ${total}: ${text}${left ? `; ${left} left in all` : ''}`.slice(0, lineWidth()));
  }

  /** @param result of a run that is done, if it can be read here */
  outcome(spec: RunSpec, outcome: JobOutcome, { ended, total }: StudyProgress, result?: RunResult): void {
    showStep();
    process.stdout.write(`${ended} of ${total} ended; ${describeSpec(spec)}: ${describe(outcome, result)}\n`);
  }

  notice(text: string): void {
    showStep();
    process.stdout.write(`${text}\n`);
  }

  private left({ share }: StudyProgress): string | undefined {
    const seconds = (performance.now() - this.start) / 1000;
    return share > 0.01 && share < 1 ? duration((seconds / share) * (1 - share)) : undefined;
  }
}

function describe(outcome: JobOutcome, result?: RunResult): string {
  if (outcome.state !== 'done' || !result) return describeOutcome(outcome);
  const { scores, cost } = result;
  const shown = ['CIDEr', 'BLEU-4'].filter((name) => scores[name] !== undefined);
  return [...shown.map((name) => `${name} ${scores[name]!.toFixed(3)}`), duration(cost.seconds)].join(', ');
}

/** Seconds in words: `45 s`, `12 min`, `3.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
