import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { main } from '../../lib/cli/main';
import { experimentOf, type RunSpec, runFolder, runId, specsOf, writeResult } from '../../lib/study';
import { fakeResult } from '../study/fakes';
import { captureOutput } from './output';

/** No run trains here: results are written at once. */
vi.mock('../../lib/cli/executorOptions', async (original) => ({
  ...(await original<object>()),
  executorOf: () => ({
    async run(
      jobs: { id: string; spec: RunSpec; folder: string }[],
      hooks: Record<string, (...args: unknown[]) => void>,
    ) {
      return jobs.map((job) => {
        const failed = job.spec.variant === 'csa';
        if (!failed) writeResult(dirname(dirname(job.folder)), fakeResult(job.spec));
        hooks.onProgress?.(job, 0.5, 'epoch 1, loss 2.1');
        const outcome = failed
          ? { id: job.id, state: 'failed', reason: 'no memory', details: 'at here' }
          : { id: job.id, state: 'done' };
        hooks.onOutcome?.(job, outcome);
        return outcome;
      });
    },
  }),
}));

let folder: string;
const output = captureOutput();
/** A size that no shipped result has. */
const few = ['--sizes', '7', '--folder'];
const study = (...args: string[]) => main(['study', ...args]);
const finish = (name: string) => {
  const specs = specsOf([experimentOf(name)], { sizes: [7] });
  for (const spec of specs) writeResult(folder, fakeResult(spec, spec.variant === 'qformer' ? 0.3 : 0.4));
  return specs;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-study-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('mivpg study', () => {
  test('needs an action, and tells which there are', async () => {
    expect(await study()).toBe(2);
    expect(output.stderr).toMatch(
      /^"study" needs an action, one of list, run, status, table, compare, report, collect; found: none/,
    );
    expect(await study('--help')).toBe(0);
    expect(output.stdout).toMatch(/^Usage: mivpg study <action>\n\n {2}list {5}print the experiments/);
    output.stdout = '';
    expect(await study('run', '--help')).toBe(0);
    expect(output.stdout).toMatch(/^Usage: mivpg study run \[options\] <experiment\.\.\.>/);
  });

  test('list names the experiments, and tells of some', async () => {
    expect(await study('list')).toBe(0);
    expect(output.stdout).toMatch(/^fig4 +54 {2}Fig\. 4: single images, scores against training size$/m);
    expect(output.stdout).toMatch(/^\d+ runs in all: what experiments share is run once\.$/m);
    output.stdout = '';
    expect(await study('list', 'table2')).toBe(0);
    expect(output.stdout).toContain('The paper: "Our method outperforms');
    expect(output.stdout).toMatch(/^Patch concatenation +patch-concat +Table 2$/m);
  });

  test.each([
    [['table', 'fig9'], 'Unknown experiment "fig9", expected some of fig4, table1, '],
    [['table'], 'No experiment was named: expected some of fig4, table1, '],
    [['table', 'fig4', '--format', 'html'], '--format: found "html", expected one of text, csv, latex, markdown'],
    [['status', '--scale', 'big'], '--scale: found "big", expected one of mini, full'],
    [['status', '--seeds', '0'], '--seeds: found "0", expected a whole number of at least 1'],
    [['status', '--sizes', '10,x'], '--sizes: found "x", expected a whole number of at least 1'],
    [['run', 'fig4', '--only', 'sa'], '--only: found "sa", expected some of qformer, ppeg, ppeg-csa'],
    [['run', 'photographs', '--data', 'x'], '--data: found "x", expected name=folder, the name one of scenes, '],
    [['run', 'fig4', '--model', 'llama=x'], '--model: found "llama=x", expected name=folder, the name one of t5, opt'],
    [['compare', 'fig4', '--pair', 'ppeg'], '--pair: found "ppeg", expected two of qformer, ppeg, ppeg-csa'],
  ])('%j says what is wrong', async (args, message) => {
    expect(await study(...args, '--folder', folder)).toBe(2);
    expect(output.stderr).toContain(message);
  });

  test('run does what is open, shows what came out, and is done', async () => {
    expect(await study('run', 'fig4', '--seeds', '1', ...few, folder)).toBe(0);
    expect(output.stdout).toMatch(
      /^1 of 3 ended; scenes, t5, qformer, 7 samples, seed 1: CIDEr 1\.200, BLEU-4 0\.300, 60 s$/m,
    );
    expect(output.stdout).toMatch(/^3 of 3 runs are finished$/m);
    output.stdout = '';
    expect(await study('run', 'fig4', '--seeds', '1', ...few, folder)).toBe(0);
    expect(output.stdout).toBe('3 of 3 runs are finished\n');
  });

  test('run fails when a run fails, and says why', async () => {
    expect(await study('run', 'ppeg-csa', '--seeds', '1', ...few, folder)).toBe(1);
    expect(output.stdout).toMatch(/csa, 7 samples, seed 1: failed: no memory\n {2}at here$/m);
    expect(output.stdout).toMatch(/^6 of 8 runs are finished, 2 failed$/m);
  });

  test('run --dry prints the runs, and how long they may take', async () => {
    const specs = finish('fig4');
    const [first] = specs;
    rmSync(runFolder(folder, runId(first!)), { recursive: true });
    expect(await study('run', 'fig4', 'table2', '--dry', ...few, folder)).toBe(0);
    expect(output.stdout).toContain(`${runId(first!)}  scenes, t5, qformer, 7 samples, seed 1, 60 s\n`);
    expect(output.stdout).toMatch(
      /^14 of 22 runs to do; about 60 s, as finished runs took; of 13 nothing alike is finished/m,
    );
  });

  test('run all leaves photographs out until there are some', async () => {
    expect(await study('run', 'all', '--dry', ...few, folder)).toBe(0);
    expect(output.stderr).toContain('Left out: photographs');
    expect(output.stdout).not.toContain('photographs');
    expect(await study('run', 'all', '--dry', '--data', `photographs=${folder}`, ...few, folder)).toBe(0);
    expect(output.stdout).toContain('photographs, t5, ppeg, 7 samples, seed 3');
    expect(JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')).data).toEqual({ photographs: folder });
  });

  test('status counts runs, and tells of damaged ones', async () => {
    const [first] = finish('fig4');
    writeFileSync(join(runFolder(folder, runId(first!)), 'result.json'), '{');
    expect(await study('status', 'fig4', 'table2', ...few, folder)).toBe(0);
    expect(output.stdout).toMatch(/^ +runs +finished +shipped +begun +damaged +open$/m);
    expect(output.stdout).toMatch(/^fig4 +9 +8 +0 +0 +1 +0$/m);
    expect(output.stdout).toMatch(/^table2 +13 +0 +0 +0 +0 +13$/m);
    expect(output.stdout).toMatch(/result\.json: found no whole JSON text/);
    output.stdout = '';
    expect(await study('status', 'fig4', '--json', ...few, folder)).toBe(0);
    const states = output.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(states).toHaveLength(9);
    expect(states[0]).toEqual({ experiment: 'fig4', state: 'damaged', spec: first });
  });

  test('table prints results as text and for papers', async () => {
    finish('fig4');
    expect(await study('table', 'fig4', ...few, folder)).toBe(0);
    expect(output.stdout).toMatch(/^QFormer \+ PPEG {8}3 {5}0\.400 ± 0\.000 {2}1\.600 ± 0\.000/m);
    output.stdout = '';
    expect(await study('table', 'fig4', '--format', 'latex', '--metrics', 'CIDEr', ...few, folder)).toBe(0);
    expect(output.stdout).toContain('QFormer + PPEG & 3 & 1.600 $\\pm$ 0.000 \\\\');
  });

  test('table tells of a damaged result and goes on', async () => {
    const [first] = finish('fig4');
    writeFileSync(join(runFolder(folder, runId(first!)), 'result.json'), '');
    expect(await study('table', 'fig4', ...few, folder)).toBe(0);
    expect(output.stderr).toMatch(/result\.json: found no whole JSON text.*; it counts as not finished\n$/);
    expect(output.stdout).toContain('1 of 9 runs are missing.');
  });

  test('compare tests pairs of variants', async () => {
    finish('fig4');
    expect(await study('compare', 'fig4', '--pair', 'qformer,ppeg', ...few, folder)).toBe(0);
    expect(output.stdout).toMatch(/^QFormer \+ PPEG less QFormer \(scenes, t5, 7 samples, seeds 1, 2, 3\)$/m);
    expect(output.stdout).toMatch(/^CIDEr +\+0\.000 +\+0\.000 to \+0\.000 +1\.000 +\+0\.000 \+0\.000 \+0\.000$/m);
    output.stdout = '';
    expect(await study('compare', 'fig4', '--json', ...few, folder)).toBe(0);
    expect(
      output.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).second),
    ).toEqual(['QFormer + PPEG', 'QFormer + PPEG + CSA']);
    output.stdout = '';
    expect(await study('compare', 'table2', ...few, folder)).toBe(0);
    expect(output.stdout).toContain('No two variants with a seed in common are finished.');
  });

  test('collect puts finished runs where the package has them', async () => {
    finish('fig4');
    const to = join(folder, 'results');
    expect(await study('collect', '--to', to, ...few, folder)).toBe(0);
    expect(output.stdout).toBe(`9 finished runs collected, 0 replaced; 9 in ${to}\n`);
  });
});
