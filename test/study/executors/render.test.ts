import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chooseExecutor } from '../../../lib/study/executors';
import { readJobFile } from '../../../lib/study/executors/childSide';
import { Renderer, type RenderTarget } from '../../../lib/study/executors/render/renderer';
import { renderSlurm } from '../../../lib/study/executors/render/slurm';
import { temporaryFolder, writeFiles } from '../../data/fixtures';
import { fakeJob, Watch } from './support';

/** A folder whose name does harm where it is not quoted. */
const nasty = 'it\'s "all" $(touch harm) `touch harm`\n#SBATCH --array=0-9\nb: $HOME';

/** Writes jobs for a cluster below a nasty folder. */
async function render(target: RenderTarget, count: number) {
  const root = join(temporaryFolder(), nasty);
  mkdirSync(root);
  const jobs = Array.from({ length: count }, (_, i) => fakeJob(root, { name: `job ${i} ${nasty}`, steps: 1 }));
  const watch = new Watch();
  const outcomes = await new Renderer(target, root, root).run(jobs, watch);
  expect(outcomes.map(({ id, state }) => ({ id, state }))).toEqual(jobs.map(({ id }) => ({ id, state: 'open' })));
  const [name] = readdirSync(join(root, target));
  return { root, jobs, folder: join(root, target, name!), texts: watch.texts };
}

/** What stands in the place of npx: writes down what it is called with, and fails for one job. */
const npx = `#!/bin/sh
printf '%s|' "$@" >> "$CALLS"
case "$4" in */1.json) exit 7 ;; esac
`;

function runWith(index: Record<string, string>, command: string, ...inputs: string[]) {
  const folder = writeFiles({ npx });
  chmodSync(join(folder, 'npx'), 0o755);
  const calls = join(folder, 'calls');
  const env = { ...process.env, ...index, PATH: `${folder}${delimiter}${process.env.PATH}`, CALLS: calls };
  const { status, stderr } = spawnSync(command, inputs, { env, encoding: 'utf8', cwd: folder });
  return { status, stderr, calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '', made: readdirSync(folder) };
}

describe('what is written for a cluster', () => {
  it('has a file for each job', async () => {
    const { jobs, folder } = await render('slurm', 3);
    expect(jobs.map((_, i) => readJobFile(join(folder, 'jobs', `${i}.json`)))).toEqual(jobs);
  });

  it('is a job array for Slurm, each of whose tasks does its job', async () => {
    const { folder } = await render('slurm', 3);
    const script = join(folder, 'run.sbatch');
    expect(readFileSync(script, 'utf8')).toMatch(/^#!\/bin\/bash\n(#.*\n){2}#SBATCH --job-name=mivpg-[0-9a-f]{8}\n/);
    const directives = readFileSync(script, 'utf8').split('\nset -u')[0]!.split('\n');
    expect(directives).toContain('#SBATCH --array=0-2');
    const good = runWith({ SLURM_ARRAY_TASK_ID: '2' }, 'bash', script);
    expect(good).toMatchObject({ status: 0, stderr: '', made: ['calls', 'npx'] });
    expect(good.calls).toBe(`mivpg|worker|--job|${folder}/jobs/2.json|`);
    expect(runWith({ SLURM_ARRAY_TASK_ID: '1' }, 'bash', script).status).toBe(1);
  });

  it('has several jobs a task where an array cannot be as long', async () => {
    const text = renderSlurm({ name: 'many', jobs: '/jobs', count: 1_003, root: '/', project: '/', threads: 1 });
    expect(text).toContain('#SBATCH --array=0-999\n');
    const script = join(writeFiles({ 'run.sbatch': text }), 'run.sbatch');
    const { status, calls } = runWith({ SLURM_ARRAY_TASK_ID: '1' }, 'bash', script);
    expect(status).toBe(1); // one fails, and the next is done all the same
    expect(calls.match(/\d+\.json/g)).toEqual(['1.json', '1001.json']);
  });

  it('is an indexed Job for Kubernetes', async () => {
    const { root, folder } = await render('kubernetes', 3);
    const manifest = parse(readFileSync(join(folder, 'job.yaml'), 'utf8'));
    expect(manifest).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    expect(manifest.spec).toMatchObject({ completionMode: 'Indexed', completions: 3, parallelism: 3 });
    const [container] = manifest.spec.template.spec.containers;
    expect(container.volumeMounts).toEqual([{ name: 'shared', mountPath: root }]);
    const [command, ...inputs] = container.command;
    // Kubernetes puts $( for $$(, and nothing in the place of other texts.
    const jobs = container.env[0].value.replaceAll('$$(', () => '$(');
    const { status, calls } = runWith({ JOBS: jobs, JOB_COMPLETION_INDEX: '2' }, command, ...inputs);
    expect({ status, calls }).toEqual({ status: 0, calls: `mivpg|worker|--job|${folder}/jobs/2.json|` });
  });

  it('is told of, and stands in a folder that its jobs name', async () => {
    const { root, jobs, folder, texts } = await render('slurm', 2);
    expect(texts[0]).toBe(`Written, to be submitted with "sbatch run.sbatch": ${folder}/run.sbatch`);
    await new Renderer('slurm', root, root).run(jobs.slice(0, 1));
    expect(readdirSync(join(root, 'slurm'))).toHaveLength(2);
  });
});

describe('the choice of an executor', () => {
  it('is one of three', () => {
    expect(chooseExecutor({ workers: 3 }, 'out').constructor.name).toBe('ChildProcesses');
    expect(chooseExecutor({ workers: 0 }, 'out').constructor.name).toBe('InProcess');
    expect(chooseExecutor({}, 'out').constructor.name).toBe('ChildProcesses');
    expect(chooseExecutor({ queue: 'redis://host' }, 'out').constructor.name).toBe('QueueExecutor');
    expect(chooseExecutor({ render: 'slurm' }, 'out').constructor.name).toBe('Renderer');
    expect(() => chooseExecutor({ workers: 1, queue: 'redis://host' }, 'out')).toThrow(
      /workers and queue, expected one/,
    );
    expect(() => chooseExecutor({ render: 'ray' }, 'out')).toThrow(/render: found "ray", expected one of slurm, kuber/);
    expect(() => chooseExecutor({ workers: 1.5 }, 'out')).toThrow(/workers/);
  });
});
