import { describe, expect, it } from 'vitest';
import { type ReportSection, studyReport } from '../../../lib/figures';
import { reportHtml } from '../../../lib/figures/report/page';
import type { ResultOf, RunSpec } from '../../../lib/study';
import { fakeResult } from '../../study/fakes';

const date = new Date('2026-01-02');

/** CSA a little better than what it is compared with. */
const resultOf: ResultOf = (spec) => fakeResult(spec, level(spec));
const level = ({ variant, seed, size }: RunSpec) =>
  0.3 + (variant.includes('csa') ? 0.02 : 0) + 0.001 * seed + (size === 'all' ? 0.1 : 0.00001 * Number(size));

const whole = studyReport(resultOf, { date });
const section = (id: string, report = whole): ReportSection => report.sections.find((found) => found.id === id)!;

describe('the report of the study', () => {
  it('has a section for each experiment, that says what is asked and what the paper says', () => {
    const ids = studyReport(() => undefined, { date }).sections.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining(['fig4', 'table1', 'fig5', 'table2', 'fig6', 'table3', 'table4', 'fig8']),
    );
    expect(section('table1').claim).toContain('outperforms the baselines');
  });

  it('says how to make what is not there yet', () => {
    const report = studyReport(() => undefined, { date });
    expect(section('fig4', report)).toMatchObject({ missing: expect.stringContaining('npx mivpg study run fig4') });
    expect(section('complexity', report).missing).toContain('npx mivpg study run complexity');
    expect(reportHtml(report)).toContain('(no results yet)');
  });

  it('puts the paper’s number beside ours, with the difference', () => {
    const [table] = section('table1').tables!;
    const row = table!.rows.find(({ label }) => label === 'MIVPG')!;
    const cell = row.cells[table!.columns.indexOf('CIDEr')]!;
    expect(cell).toEqual({ text: '1.688 ± 0.004', paper: '2.930 ± 0.173', difference: '−1.242', best: true });
    expect(table!.files!.csv).toContain('table1,slides,mini,t5,run,MIVPG,ppeg-csa');
  });

  it('draws curves with the best blind baseline and the oracle', () => {
    const [drawn] = section('fig4').figures!;
    expect(drawn!.name).toBe('fig4-scenes');
    const text = JSON.stringify(drawn!.figure.layout);
    expect(text).toContain('best blind');
    expect(text).toContain('oracle');
  });

  it('shows captions over the epochs, in a figure and in full', () => {
    const { figures, tables } = section('fig5');
    expect(figures!.map(({ name }) => name)).toEqual(['fig5-1']);
    expect(tables![0]!.rows[0]).toEqual({ label: 'zero-shot', cells: [{ text: 'a drawing' }] });
  });

  it('tests what the experiment is about, and names what made it', () => {
    const { tables, provenance } = section('table4');
    const tests = tables!.find(({ name }) => name === 'table4-tests')!;
    expect(tests.rows[0]!.label).toBe('MIVPG − QFormer (MIVPG w/o CSA, w/o PPEG)');
    expect(tests.columns.slice(0, 3)).toEqual(['samples', 'seeds', 'BLEU-4']);
    expect(tests.rows[0]!.cells[1]).toEqual({ text: '3' });
    expect(tests.rows[0]!.cells[2]!.text).toMatch(/^[+−]\d\.\d{3}$/);
    expect(tests.rows[0]!.cells[2]!.detail).toMatch(/^[+−]\d\.\d{3} to [+−]\d\.\d{3}, p [=<] /);
    expect(provenance).toContainEqual(['Model', 'mini-blip2-t5']);
  });

  it('says that miniatures are miniatures', () => {
    expect(whole.notices!.join()).toContain('miniature');
    expect(studyReport(() => undefined, { date, scale: 'full' }).notices).toEqual([]);
  });
});
