import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { writeWhole } from '../../../data/writeWhole';
import type { Executor, ExecutorHooks, Job, JobOutcome } from '../executor';
import { renderKubernetes } from './kubernetes';
import { renderSlurm } from './slurm';

/** What a cluster is told. */
export interface Rendering {
  /** Letters, digits and hyphens. */
  name: string;
  /** Folder of the job files, `0.json` and on. */
  jobs: string;
  count: number;
  /** The folder that holds all results. */
  root: string;
  /** Where `npx mivpg` runs. */
  project: string;
  /** Cores of a job. */
  threads: number;
}

const targets = {
  slurm: { file: 'run.sbatch', submit: 'sbatch', render: renderSlurm },
  kubernetes: { file: 'job.yaml', submit: 'kubectl apply -f', render: renderKubernetes },
};

export type RenderTarget = keyof typeof targets;
export const renderTargets = Object.keys(targets) as RenderTarget[];

/** Cores of a job, to be edited in what is written. */
const THREADS = 2;

/**
 * Does no job, but writes what a cluster needs to do them: a script or manifest that can be read and edited, and the jobs
 * as files. They go to a folder that is named by the jobs, so that what is under way elsewhere is not changed.
 */
export class Renderer implements Executor {
  constructor(
    private readonly target: RenderTarget,
    private readonly root: string,
    private readonly project = process.cwd(),
  ) {}

  async run(jobs: readonly Job[], { onOutcome, onNotice }: ExecutorHooks = {}): Promise<JobOutcome[]> {
    if (jobs.length === 0) return [];
    const root = resolve(this.root);
    const texts = jobs.map((job) => `${JSON.stringify({ ...job, folder: resolve(job.folder) }, null, 2)}\n`);
    const name = `mivpg-${createHash('sha256').update(texts.join()).digest('hex').slice(0, 8)}`;
    const folder = join(root, this.target, name);
    for (const [i, text] of texts.entries()) writeWhole(join(folder, 'jobs', `${i}.json`), text);
    const { file, submit, render } = targets[this.target];
    const path = join(folder, file);
    const rendering = { name, jobs: join(folder, 'jobs'), count: jobs.length, root, project: this.project };
    writeWhole(path, render({ ...rendering, threads: THREADS }));
    onNotice?.(`Written, to be submitted with "${submit} ${file}": ${path}`);
    return jobs.map((job) => {
      const outcome: JobOutcome = { id: job.id, state: 'open', reason: `to be done by ${path}` };
      onOutcome?.(job, outcome);
      return outcome;
    });
  }
}
