import { describe, expect, it } from 'vitest';
import { experimentOf, experiments, type Part, specsOf } from '../../lib/study/experiments';
import { readPaperTable } from '../../lib/study/paper';
import { settingsOf } from '../../lib/study/settings';
import { runId } from '../../lib/study/spec';
import { variantsOf } from '../../lib/study/variants';

const named = (...names: string[]) => names.map(experimentOf);
const parts = experiments.flatMap((experiment) => experiment.parts.map((part) => ({ name: experiment.name, part })));
const each = (list: typeof parts) => list.map(({ name, part }) => [`${name}, ${part.scenario}`, part] as const);

describe('the experiments', () => {
  it('have a name each', () => {
    const names = experiments.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['fig4', 'table1', 'table2', 'table3', 'table4', 'fig5', 'fig6', 'fig8', 'ppeg-csa']),
    );
    expect(() => experimentOf('fig9')).toThrow(/found the experiment "fig9", expected some of fig4, table1, /);
  });

  it.each(each(parts))('%s compares rows that it has, and names numbers that the paper has', (_, part) => {
    const variants = part.rows.map(({ variant }) => variant);
    for (const pair of part.compare ?? []) expect(variants).toEqual(expect.arrayContaining([...pair]));
    for (const { label, variant, paper } of part.rows) {
      expect(variant ?? paper, label).toBeDefined();
      if (variant) expect(variantsOf(part.scenario)).toContain(variant);
      if (!paper) continue;
      const numbers = readPaperTable(paper.table).filter(
        ({ dataset, method }) => dataset === paper.dataset && method === paper.method,
      );
      expect(numbers, label).toHaveLength(4);
    }
    expect(new Set(part.rows.map(({ label }) => label)).size).toBe(part.rows.length);
  });

  it("show every number of the paper's tables", () => {
    const shown = new Set(
      parts.flatMap(({ part }) => part.rows).map(({ paper }) => paper && Object.values(paper).join('/')),
    );
    for (const table of [1, 2, 3, 4] as const)
      for (const { dataset, method } of readPaperTable(table)) expect(shown).toContain(`${table}/${dataset}/${method}`);
  });
});

describe('specsOf', () => {
  it('makes every variant, size and seed', () => {
    const specs = specsOf(named('fig4'));
    expect(specs).toHaveLength(3 * 6 * 3);
    expect(new Set(specs.map(({ seed }) => seed))).toEqual(new Set([1, 2, 3]));
    expect(specs.every(({ seed, settings }) => settings.seed === seed)).toBe(true);
    expect(specs[0]).toMatchObject({ scenario: 'scenes', scale: 'mini', language: 't5', variant: 'qformer', size: 62 });
  });

  it('runs once what experiments share', () => {
    const ids = (...names: string[]) => specsOf(named(...names)).map(runId);
    const [together, first, second] = [ids('table1', 'table3'), ids('table1'), ids('table3')];
    const shared = first.filter((id) => second.includes(id));
    expect(shared).toHaveLength(2 * 3); // qformer and ppeg-csa on slides
    expect(together).toHaveLength(first.length + second.length - shared.length);
    expect(ids('table1', 'fig5')).toEqual(ids('table1'));
  });

  it('runs once what no seed changes, and nothing for rows that the paper alone has', () => {
    const zeroShot = specsOf(named('table2')).filter(({ variant }) => variant === 'zero-shot');
    expect(zeroShot).toHaveLength(1);
    expect(specsOf(named('table1')).map(({ variant }) => variant)).not.toContain(undefined);
  });

  it('takes other sizes, seeds, scale and variants', () => {
    const specs = specsOf(named('fig4'), { sizes: [10], seeds: 5, scale: 'full', variants: ['ppeg'] });
    expect(specs.map(({ size, seed, scale, variant }) => [size, seed, scale, variant])).toEqual(
      [1, 2, 3, 4, 5].map((seed) => [10, seed, 'full', 'ppeg']),
    );
    expect(specsOf(named('complexity'))).toEqual([]);
  });
});

describe('settings', () => {
  it('are those of BLIP-2 at full scale, with 40 epochs where the paper says so', () => {
    const of = (scenario: Part['scenario']) => settingsOf({ scenario, scale: 'full', variant: 'csa', seed: 7 });
    expect(of('scenes')).toMatchObject({ epochs: 5, batch: 16, seed: 7, schedule: { kind: 'lavis', peak: 1e-5 } });
    expect(of('slides')).toMatchObject({ epochs: 40, maxTokens: 96, prompt: '' });
    expect(of('products')).toMatchObject({ epochs: 40 });
  });

  it('are the same for all prompt generators of a scenario', () => {
    const of = (variant: string) => settingsOf({ scenario: 'slides', scale: 'mini', variant, seed: 1 });
    expect(of('ppeg-csa')).toEqual(of('qformer'));
    expect(of('lstm-mean')).not.toEqual(of('qformer'));
  });
});
