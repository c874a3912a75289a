import type { Executor, ExecutorHooks, Job, JobOutcome } from './executors';
import { type RunSpec, runId } from './spec';
import { stateOf, writeSpec } from './store';

/** How far a study is. */
export interface StudyProgress {
  /** Runs that ended, and all that were to be done. */
  ended: number;
  total: number;
  /** Of all runs, weighed by what they are expected to take; from 0 to 1. */
  share: number;
  /** The run that told of itself last, counted from 1, and what it is at. */
  run: number;
  text: string;
}

/** How runs are done, and who is told. */
export interface RunStudyOptions {
  /** The folder of runs. */
  folder: string;
  executor: Executor;
  /** What a run is expected to take, in any unit (default: the same for all). */
  weightOf?: (spec: RunSpec) => number;
  /** Told as the study goes on. */
  onProgress?: (progress: StudyProgress) => void;
  /** Called as soon as a run ends. */
  onOutcome?: (spec: RunSpec, outcome: JobOutcome, progress: StudyProgress) => void;
  /** Told what concerns no single run. */
  onNotice?: ExecutorHooks['onNotice'];
  signal?: AbortSignal;
}

/** The runs of a study that the folder has no sound result of. @throws StudyError: see `stateOf` */
export const openRuns = (specs: readonly RunSpec[], folder: string): RunSpec[] =>
  specs.filter((spec) => stateOf(spec, folder).state !== 'finished');

/**
 * Does the runs that have no result in the folder yet, by whatever executor; those that were begun go on.
 * @returns the outcomes of what was to be done
 * @throws StudyError for a folder that cannot be used: a result of another version, a spec edited by hand
 */
export async function runStudy(specs: readonly RunSpec[], options: RunStudyOptions): Promise<JobOutcome[]> {
  const { folder, executor, weightOf = () => 1, onProgress, onOutcome, onNotice, signal } = options;
  const open = openRuns(specs, folder);
  const jobs = open.map((spec): Job<RunSpec> => ({ id: runId(spec), spec, folder: writeSpec(folder, spec) }));
  const places = new Map(jobs.map(({ id }, place) => [id, place]));
  const weights = open.map(weightOf);
  const shares = open.map(() => 0);
  const whole = sum(weights);
  let ended = 0;
  const tell = ({ id }: Pick<Job, 'id'>, text: string, share?: number): StudyProgress => {
    const place = places.get(id)!;
    shares[place] = share ?? shares[place]!;
    const done = sum(shares.map((value, run) => value * weights[run]!));
    return { ended, total: jobs.length, share: whole > 0 ? done / whole : 1, run: place + 1, text };
  };
  return executor.run(jobs, {
    onProgress: (job, share, text) => onProgress?.(tell(job, text, share)),
    onOutcome: (job, outcome) => {
      const isEnd = outcome.state !== 'open';
      if (isEnd) ended++;
      onOutcome?.(job.spec as RunSpec, outcome, tell(job, outcome.state, isEnd ? 1 : undefined));
    },
    onNotice,
    signal,
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
