import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectResults } from '../../lib/study/collect';
import { readComplexity, writeComplexity } from '../../lib/study/complexity';
import { estimateSeconds } from '../../lib/study/estimate';
import type { Executor, Job } from '../../lib/study/executors';
import { openResults } from '../../lib/study/openResults';
import { runStudy, type StudyProgress } from '../../lib/study/runStudy';
import { readShipped } from '../../lib/study/shipped';
import { type RunSpec, runId } from '../../lib/study/spec';
import { readSpec, runFolder, stateOf, writeResult } from '../../lib/study/store';
import { fakeResult, fakeSpec } from './fakes';

const specs = [1, 2, 3].map((seed) => fakeSpec({ seed }));
let study: string;
beforeEach(() => {
  study = mkdtempSync(join(tmpdir(), 'mivpg-study-'));
});
afterEach(() => rmSync(study, { recursive: true, force: true }));

/** Writes a result for each job, but for those with a seed that fails. */
function fakeExecutor(failing: readonly number[] = []): Executor & { jobs: Job[] } {
  const jobs: Job[] = [];
  return {
    jobs,
    async run(given, hooks = {}) {
      return given.map((job) => {
        jobs.push(job);
        const spec = job.spec as RunSpec;
        hooks.onProgress?.(job, 0.5, 'epoch 1');
        const outcome = failing.includes(spec.seed)
          ? ({ id: job.id, state: 'failed', reason: 'no memory' } as const)
          : ({ id: job.id, state: 'done' } as const);
        if (outcome.state === 'done') writeResult(dirname(dirname(job.folder)), fakeResult(spec));
        hooks.onOutcome?.(job, outcome);
        return outcome;
      });
    },
  };
}

describe('runStudy', () => {
  it('does each run once, whatever was run before', async () => {
    writeResult(study, fakeResult(specs[1]!));
    const executor = fakeExecutor();
    const outcomes = await runStudy(specs, { folder: study, executor });
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(executor.jobs.map(({ spec }) => (spec as RunSpec).seed)).toEqual([1, 3]);
    expect(executor.jobs[0]).toEqual({
      id: runId(specs[0]!),
      spec: specs[0],
      folder: runFolder(study, runId(specs[0]!)),
    });
    expect(readSpec(study, runId(specs[0]!))).toEqual(specs[0]);
    expect(await runStudy(specs, { folder: study, executor })).toEqual([]);
  });

  it('does again what is damaged', async () => {
    await runStudy(specs, { folder: study, executor: fakeExecutor() });
    writeFileSync(join(runFolder(study, runId(specs[0]!)), 'result.json'), '{');
    const executor = fakeExecutor();
    await runStudy(specs, { folder: study, executor });
    expect(executor.jobs).toHaveLength(1);
    expect(stateOf(specs[0]!, study).state).toBe('finished');
  });

  it('goes on when a run fails, and tells how far it is', async () => {
    const seen: StudyProgress[] = [];
    const ends: string[] = [];
    await runStudy(specs, {
      folder: study,
      executor: fakeExecutor([2]),
      weightOf: ({ seed }) => (seed === 3 ? 2 : 1),
      onProgress: (progress) => seen.push(progress),
      onOutcome: ({ seed }, { state }, { ended, total, share }) =>
        ends.push(`seed ${seed} ${state}: ${ended} of ${total}, ${share}`),
    });
    expect(seen.map(({ run, share, text }) => [run, share, text])).toEqual([
      [1, 0.125, 'epoch 1'],
      [2, 0.375, 'epoch 1'],
      [3, 0.75, 'epoch 1'],
    ]);
    expect(ends).toEqual(['seed 1 done: 1 of 3, 0.25', 'seed 2 failed: 2 of 3, 0.5', 'seed 3 done: 3 of 3, 1']);
  });

  it('refuses a folder with a spec that was edited by hand', async () => {
    const executor: Executor = { run: async (jobs) => jobs.map(({ id }) => ({ id, state: 'open', reason: 'later' })) };
    await runStudy(specs, { folder: study, executor });
    const path = join(runFolder(study, runId(specs[0]!)), 'spec.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"seed": 1', '"seed": 9'));
    await expect(runStudy(specs, { folder: study, executor })).rejects.toThrow(
      /expected 9, as of the spec|by hand|seed/,
    );
  });
});

describe('openResults', () => {
  it('finds what is finished, and tells once of what is damaged', () => {
    writeResult(study, fakeResult(specs[0]!));
    writeResult(study, fakeResult(specs[1]!));
    writeFileSync(join(runFolder(study, runId(specs[1]!)), 'result.json'), '[]');
    const faults: string[] = [];
    const resultOf = openResults({ folder: study, onFault: ({ kind }) => faults.push(kind) });
    expect(specs.map((spec) => resultOf(spec)?.spec.seed)).toEqual([1, undefined, undefined]);
    resultOf(specs[1]!);
    expect(faults).toEqual(['damaged-result']);
  });
});

describe('estimateSeconds', () => {
  const took = (variant: string, size: RunSpec['size'], seconds: number, changes: Partial<RunSpec> = {}) => {
    const result = fakeResult(fakeSpec({ variant, size, ...changes }));
    return { ...result, cost: { ...result.cost, seconds } };
  };

  it('goes by the most alike run, and by the samples trained on', () => {
    const finished = [took('ppeg', 100, 20), took('ppeg', 'all', 200), took('qformer', 100, 10)];
    expect(estimateSeconds(fakeSpec({ size: 100 }), finished)).toBe(20);
    expect(estimateSeconds(fakeSpec({ size: 50 }), finished)).toBe(10);
    expect(estimateSeconds(fakeSpec({ size: 1000 }), finished)).toBe(100);
    expect(estimateSeconds(fakeSpec({ size: 'all' }), finished)).toBe(200);
    expect(estimateSeconds(fakeSpec({ variant: 'csa', size: 'all' }), finished)).toBe(200);
    const spec = fakeSpec();
    expect(estimateSeconds({ ...spec, settings: { ...spec.settings, epochs: 4 } }, finished)).toBe(40);
  });

  it('knows nothing of other scenarios and scales', () => {
    expect(estimateSeconds(fakeSpec(), [took('ppeg', 100, 20, { scale: 'full' })])).toBeUndefined();
    expect(estimateSeconds(fakeSpec(), [])).toBeUndefined();
  });
});

describe('collectResults', () => {
  const to = () => join(study, 'results');

  it('puts finished runs there, and replaces those with other settings', () => {
    const [first, second] = specs as [RunSpec, RunSpec];
    writeResult(study, fakeResult(first));
    expect(collectResults(specs, study, to())).toEqual({ added: 1, replaced: 0, total: 1 });
    writeResult(study, fakeResult(second));
    expect(collectResults(specs, study, to())).toEqual({ added: 2, replaced: 0, total: 2 });
    const other = { ...first, settings: { ...first.settings, epochs: 9 } };
    writeResult(study, fakeResult(other));
    expect(collectResults([other], study, to())).toEqual({ added: 1, replaced: 1, total: 2 });
    expect([...readShipped(to()).keys()].sort()).toEqual([runId(other), runId(second)].sort());
  });

  it('takes the measurement along, and writes nothing where nothing is finished', () => {
    const record = { version: 1, notice: '', rows: [] } as const;
    writeComplexity(join(study, 'complexity.json'), record);
    expect(collectResults(specs, study, to())).toEqual({ added: 0, replaced: 0, total: 0 });
    expect(readShipped(to()).size).toBe(0);
    expect(readComplexity(join(to(), 'complexity.json'))).toEqual(record);
  });
});
