import { describe, expect, it } from 'vitest';
import { compareVariants } from '../../lib/study/compare';
import { type Experiment, experimentOf, specsOf } from '../../lib/study/experiments';
import { epochRows, levelRows, type ResultOf, scoreRows } from '../../lib/study/scoreRows';
import { runId } from '../../lib/study/spec';
import { formatTables } from '../../lib/study/tableFormats';
import { tableFrame } from '../../lib/study/tableFrame';
import { differenceOf, scoreTables } from '../../lib/study/tables';
import { fakeResult } from './fakes';

const levels: Record<string, number> = { qformer: 0.3, ppeg: 0.34, 'ppeg-csa': 0.36, 'zero-shot': 0.02 };

/** Results of all runs of an experiment, with other scores for each variant, size and seed. */
function fakeResults(experiment: Experiment, wanted: (index: number) => boolean = () => true): ResultOf {
  const results = specsOf([experiment])
    .filter((_, index) => wanted(index))
    .map((spec) => {
      const size = spec.size === 'all' ? 2000 : spec.size;
      return fakeResult(spec, (levels[spec.variant] ?? 0.2) + Math.log10(size) / 100 + spec.seed / 100);
    });
  const byId = new Map(results.map((result) => [result.id, result]));
  return (spec) => byId.get(runId(spec));
}

const table1 = experimentOf('table1');
const fig4 = experimentOf('fig4');

describe('scoreTables', () => {
  const [table] = scoreTables(table1, fakeResults(table1));
  const line = (label: string) => table!.lines.find((entry) => entry.label === label)!;

  it("has mean and deviation over seeds, the paper's numbers and the difference", () => {
    const { scores, paper, seeds } = line('MIVPG');
    expect(seeds).toEqual([1, 2, 3]);
    expect(scores['BLEU-4']!.mean).toBeCloseTo(0.36 + Math.log10(2000) / 100 + 0.02, 12);
    expect(scores['BLEU-4']!.deviation).toBeCloseTo(0.01, 12);
    expect(paper['BLEU-4']).toEqual({ mean: 0.447, deviation: 0.012 });
    expect(differenceOf(line('MIVPG'), 'BLEU-4')).toBeCloseTo(scores['BLEU-4']!.mean - 0.447, 12);
  });

  it('has rows of the paper alone, blind baselines and the oracle', () => {
    expect(line('DenseNet121 x20 p3x3')).toMatchObject({ kind: 'paper', scores: {}, seeds: [] });
    expect(line('Zero-shot').seeds).toEqual([1]);
    expect(line('Zero-shot').scores.CIDEr!.deviation).toBeNaN();
    expect(line('most common')).toMatchObject({ kind: 'blind', scores: { CIDEr: { mean: 0.1 } } });
    expect(line('oracle')).toMatchObject({ kind: 'oracle', scores: { CIDEr: { mean: 5 } } });
    expect(table).toMatchObject({ finished: 22, wanted: 22, metrics: ['BLEU-4', 'CIDEr', 'METEOR', 'ROUGE-L'] });
  });

  it('tells of runs that are missing', () => {
    const [few] = scoreTables(
      table1,
      fakeResults(table1, (index) => index < 5),
    );
    expect(few).toMatchObject({ finished: 5, wanted: 22 });
    const [none] = scoreTables(table1, () => undefined);
    expect(none!.lines).toHaveLength(12);
    expect(none!.lines.every(({ seeds }) => seeds.length === 0)).toBe(true);
    expect(formatTables([none!], 'text')).toContain('22 of 22 runs are missing.');
  });

  it('has a line for each size, and time and memory where the experiment asks for them', () => {
    const [curve] = scoreTables(fig4, fakeResults(fig4));
    expect(curve!.lines.filter(({ kind }) => kind === 'run').map(({ size }) => size)).toEqual(
      [62, 125, 250, 500, 1000, 2000].flatMap((size) => [size, size, size]),
    );
    const table3 = experimentOf('table3');
    const tables = scoreTables(table3, fakeResults(table3), { variants: ['sa', 'csa'] });
    expect(tables.map(({ scenario }) => scenario)).toEqual(['products', 'slides']);
    expect(tables[0]!.metrics.slice(-2)).toEqual(['seconds a step', 'peak GB']);
    expect(tables[0]!.lines.filter(({ kind }) => kind === 'run').map(({ label }) => label)).toEqual(['SA', 'CSA']);
  });

  it('does not set METEOR without paraphrases beside METEOR', () => {
    const resultOf = fakeResults(table1);
    const [other] = scoreTables(table1, (spec) => {
      const result = resultOf(spec)!;
      const { METEOR, ...scores } = result.scores;
      return { ...result, scores: { ...scores, 'METEOR (no paraphrase)': METEOR! } };
    });
    expect(other!.metrics).toEqual(['BLEU-4', 'CIDEr', 'METEOR (no paraphrase)', 'ROUGE-L']);
    const mivpg = other!.lines.find(({ label }) => label === 'MIVPG')!;
    expect(differenceOf(mivpg, 'METEOR (no paraphrase)')).toBeUndefined();
  });

  it('says when results of several data or models were mixed', () => {
    const resultOf = fakeResults(table1);
    const [mixed] = scoreTables(table1, (spec) => {
      const result = resultOf(spec)!;
      const model = spec.seed === 1 ? 'another model' : result.provenance.model;
      return { ...result, provenance: { ...result.provenance, model } };
    });
    expect(formatTables([mixed!], 'text')).toMatch(/Made from .*another model; .*mini-blip2-t5\. MIXED SOURCES/);
  });
});

describe('formatTables', () => {
  const tables = scoreTables(table1, fakeResults(table1));

  it('aligns text for a terminal', () => {
    const text = formatTables(tables, 'text');
    expect(text).toMatch(/^Table 1: slides, one embedding a patch \(slides, T5\)\n/);
    expect(text).toMatch(/^MIVPG {2,}3 {5}0\.413 ± 0\.010 {2}1\.652 ± 0\.040 /m);
    expect(text).toMatch(/^ {2}the paper {2,}0\.447 ± 0\.012 {2}2\.930 ± 0\.173 /m);
    expect(text).toMatch(/^ {2}difference {2,}-0\.034 {9}-1\.278/m);
    expect(text).toMatch(/^blind: most common {2,}0\.100 /m);
    expect(text).toContain('of miniature data and a small model.');
    expect(text.split('\n').filter((line) => line.endsWith(' '))).toEqual([]);
  });

  it('writes LaTeX like the paper’s, with all that is special escaped', () => {
    const latex = formatTables(tables, 'latex');
    for (const part of ['\\toprule', '\\midrule', '\\bottomrule', '\\label{tab:table1-slides}', '{lrcccc}'])
      expect(latex).toContain(part);
    expect(latex).toContain('MIVPG & 3 & 0.413 $\\pm$ 0.010 & 1.652 $\\pm$ 0.040 &');
    expect(latex).toContain('\\quad difference &  & $-$0.034 & $-$1.278');
    const odd = [{ ...tables[0]!, lines: [{ ...tables[0]!.lines[0]!, label: '50 % of a_b & c\\d~' }] }];
    expect(formatTables(odd, 'latex')).toContain('50 \\% of a\\_b \\& c\\textbackslash{}d\\textasciitilde{} &');
  });

  it('writes Markdown whose cells stay text', () => {
    const markdown = formatTables(tables, 'markdown');
    expect(markdown).toContain('| MIVPG | 3 | 0.413 ± 0.010 | 1.652 ± 0.040 |');
    expect(markdown).toContain('| *the paper* |  | *0.447 ± 0.012* |');
    const odd = [{ ...tables[0]!, lines: [{ ...tables[0]!.lines[0]!, label: '<script> | *a*' }] }];
    expect(formatTables(odd, 'markdown')).toContain('\\<script\\> \\| \\*a\\*');
  });

  it('writes CSV with all digits, a number a line', () => {
    const [header, ...lines] = formatTables(tables, 'csv').trimEnd().split('\n');
    expect(header).toBe(
      'experiment,scenario,scale,language,kind,label,variant,samples,metric,runs,mean,deviation,paper_mean,' +
        'paper_deviation,difference',
    );
    expect(lines).toHaveLength(14 * 4);
    const mivpg = lines.find((line) => line.includes(',MIVPG,ppeg-csa,2000,BLEU-4,3,'))!.split(',');
    expect(Number(mivpg[10])).toBeCloseTo(0.413, 3);
    expect(mivpg.slice(12, 14)).toEqual(['0.447', '0.012']);
  });

  it('makes a danfo DataFrame of the same cells', () => {
    const frame = tableFrame(tables[0]!);
    expect(frame.columns).toEqual(['model', 'runs', 'BLEU-4', 'CIDEr', 'METEOR', 'ROUGE-L']);
    expect(frame.values).toContainEqual(expect.arrayContaining(['MIVPG', '0.413 ± 0.010']));
  });
});

describe('results in long form', () => {
  it('have a row for each run and score, with what it cost', () => {
    const rows = scoreRows(fig4, fakeResults(fig4));
    expect(rows).toHaveLength(3 * 6 * 3 * (5 + 2));
    expect(rows[0]).toMatchObject({ variant: 'qformer', label: 'QFormer', size: 62, seed: 1, metric: 'BLEU-1' });
    expect(rows.every(({ value }) => Number.isFinite(value))).toBe(true);
    expect(scoreRows(fig4, fakeResults(fig4), { variants: ['ppeg'], sizes: [125] })).toHaveLength(3 * 7);
  });

  it('have validation scores and losses by epoch', () => {
    const rows = epochRows(fig4, fakeResults(fig4), { variants: ['ppeg'], sizes: [125], seeds: 1 });
    expect(rows.map(({ epoch, metric }) => `${epoch} ${metric}`)).toEqual([
      ...['0 BLEU-4', '0 CIDEr'],
      ...['1 BLEU-4', '1 CIDEr', '1 loss', '2 BLEU-4', '2 CIDEr', '2 loss'],
    ]);
  });

  it('have the levels that scores are to be seen against', () => {
    const rows = levelRows(fig4, fakeResults(fig4));
    expect(rows).toContainEqual({
      scenario: 'scenes',
      kind: 'blind',
      label: 'most common',
      metric: 'CIDEr',
      value: 0.1,
    });
    expect(rows).toContainEqual({ scenario: 'scenes', kind: 'oracle', label: 'oracle', metric: 'CIDEr', value: 5 });
    expect(levelRows(fig4, () => undefined)).toEqual([]);
  });
});

describe('compareVariants', () => {
  const options = { metrics: ['BLEU-4', 'CIDEr'], samples: 50 } as const;

  it('tests the pairs that the experiment is about at each size', () => {
    const comparisons = compareVariants(fig4, fakeResults(fig4), { ...options, sizes: [62, 'all'] });
    expect(comparisons.map(({ first, second, size }) => [first, second, size])).toEqual([
      ['QFormer', 'QFormer + PPEG', 62],
      ['QFormer', 'QFormer + PPEG', 2000],
      ['QFormer + PPEG', 'QFormer + PPEG + CSA', 62],
      ['QFormer + PPEG', 'QFormer + PPEG + CSA', 2000],
    ]);
    expect(comparisons[0]).toMatchObject({ seeds: [1, 2, 3], scenario: 'scenes', language: 't5' });
    expect(Object.keys(comparisons[0]!.tests)).toEqual(['BLEU-4', 'CIDEr']);
  });

  it('takes the seeds that both have, and another pair', () => {
    const some = compareVariants(
      fig4,
      fakeResults(fig4, (index) => index < 19),
      { ...options, sizes: [62] },
    );
    expect(some.map(({ seeds }) => seeds)).toEqual([[1], [1]]);
    const pair = compareVariants(fig4, fakeResults(fig4), { ...options, sizes: [62], pair: ['qformer', 'ppeg-csa'] });
    expect(pair.map(({ first, second }) => [first, second])).toEqual([['QFormer', 'QFormer + PPEG + CSA']]);
    expect(compareVariants(fig4, () => undefined, options)).toEqual([]);
  });
});
