import {
  experiments as allExperiments,
  type ComplexityRecord,
  compareVariants,
  type Experiment,
  levelRows,
  type PooledTest,
  type ResultOf,
  type RunResult,
  type SpecOptions,
  scoreRows,
  scoreTables,
} from '../../study';
import { resultsOfPart } from '../../study/scoreRows';
import { paperMetrics } from '../../study/tables';
import { captionsOverEpochs } from '../captions';
import { complexityPlot } from '../complexityPlot';
import { learningCurve, type ScoreLevel } from '../learningCurve';
import { signed } from '../scores';
import { provenanceOf } from './provenance';
import type { ReportCell, ReportFigure, ReportPage, ReportSection, ReportTable } from './report';
import { isCost, scoreTable } from './scoreTable';

/** What of the study is shown. */
export interface StudyReportOptions extends SpecOptions {
  /** Default: all. */
  experiments?: readonly Experiment[];
  /** Measured costs, for the experiment that asks for them. */
  complexity?: ComplexityRecord;
  /** When the page is made: of whoever asks for it. */
  date: Date;
}

const mini =
  'Made at miniature scale: pictures and captions are drawn by programs of this repository, and the model is a small BLIP-2 ' +
  'of the same architecture, pretrained on drawn scenes. Compare what changes between rows, not our numbers with the paper’s.';

/**
 * The paper's figures and tables, and the questions of ours, as a report: what the runs that are there gave, beside the
 * paper's numbers. An experiment without a finished run says how to make it.
 * @param resultOf finds the result of a run
 * @throws StudyError for results that do not compare
 */
export function studyReport(resultOf: ResultOf, options: StudyReportOptions): ReportPage {
  const { experiments = allExperiments, scale = 'mini', date } = options;
  return {
    title: 'Multi-instance Visual Prompt Generators: the paper and what comes out here',
    subtitle: `Figures and tables of arXiv:2406.02987, made again by mivpg; page of ${date.toISOString().slice(0, 10)}.`,
    notices: scale === 'mini' ? [mini] : [],
    sections: experiments.map((experiment) => sectionOf(experiment, resultOf, options)),
    closing: [
      'Numbers of the paper stand as it prints them (Zhong, Huang, Sun, Zhang: Enhancing Multimodal Large Language Models with ' +
        'Multi-instance Visual Prompt Generator for Visual Representation Enrichment, 2024). It draws Fig. 4 and Fig. 8 without giving numbers.',
      'Ours are mean ± standard deviation over seeds, of the test split, at the epoch that was best on validation data. Bold is the ' +
        'highest mean of a column. Blind baselines saw no picture; the oracle writes captions from the truth behind the pictures.',
      'Make this page again: npm run reproduce -- --full',
    ],
  };
}

function sectionOf(experiment: Experiment, resultOf: ResultOf, options: StudyReportOptions): ReportSection {
  const { name: id, title, question, claim, notes } = experiment;
  const results = experiment.parts.flatMap((part) =>
    resultsOfPart(part, resultOf, options).map(({ result }) => result),
  );
  const head = { id, title, question, claim, notes };
  if (experiment.view === 'cost') return { ...head, ...costs(options.complexity, title) };
  if (results.length === 0) return { ...head, missing: `No run of it is finished yet: npx mivpg study run ${id}` };
  return {
    ...head,
    figures: [...curvesOf(experiment, resultOf, options), ...captionFigures(experiment, results)],
    tables: [...tablesOf(experiment, resultOf, options), ...comparisons(experiment, resultOf, options)],
    provenance: provenanceOf(results),
  };
}

function costs(record: ComplexityRecord | undefined, title: string): Partial<ReportSection> {
  if (!record) return { missing: 'Not measured yet: npx mivpg study run complexity' };
  const figure = complexityPlot(record.rows, { title, notice: record.notice });
  return { figures: [{ name: 'complexity', figure }], provenance: [['Measurement', record.notice]] };
}

function curvesOf(experiment: Experiment, resultOf: ResultOf, options: StudyReportOptions): ReportFigure[] {
  if (experiment.view !== 'curve') return [];
  const rows = scoreRows(experiment, resultOf, options);
  const levels = levelRows(experiment, resultOf, options);
  return [...new Set(rows.map(({ scenario }) => scenario))].map((scenario) => {
    const own = rows.filter((row) => row.scenario === scenario && !isCost(row.metric));
    const figure = learningCurve(
      own.map(({ label, ...row }) => ({ ...row, variant: label })),
      {
        title: `${experiment.title} (${scenario})`,
        metrics: metricsOf(own),
        levels: shownLevels(levels.filter((level) => level.scenario === scenario)),
      },
    );
    return {
      name: `${experiment.name}-${scenario}`,
      figure,
      caption: 'Lines: mean over seeds; bands: one standard deviation.',
    };
  });
}

const metricsOf = (rows: readonly { metric: string }[]) =>
  paperMetrics.filter((name) => rows.some(({ metric }) => metric === name));

/** The best of the blind baselines, and the oracle. */
function shownLevels(levels: ReturnType<typeof levelRows>): ScoreLevel[] {
  const blind = paperMetrics.flatMap((metric) => {
    const own = levels.filter((level) => level.kind === 'blind' && level.metric === metric);
    const best = own.reduce((a, b) => (b.value > a.value ? b : a), own[0]!);
    return best ? [{ metric, value: best.value, label: 'best blind' }] : [];
  });
  return [...blind, ...levels.filter(({ kind }) => kind === 'oracle')];
}

/** The first run's first sample over the epochs: the form of Fig. 5. */
function captionFigures(experiment: Experiment, results: readonly RunResult[]): ReportFigure[] {
  if (experiment.view !== 'captions') return [];
  return fixedSamples(results).map(({ sample, captions, references }, index) => ({
    name: `${experiment.name}-${index + 1}`,
    figure: captionsOverEpochs(captions, { title: `${experiment.title}: ${sample}`, references }),
    caption: 'The interactive form has a slider over the epochs; all captions are in the table below.',
  }));
}

function fixedSamples(results: readonly RunResult[]) {
  const [result] = results;
  const samples = Object.keys(result?.fixedCaptions[0]?.captions ?? {}).filter((id) => result!.references[id]?.length);
  return samples.slice(0, 2).map((sample) => ({
    sample,
    references: result!.references[sample]!,
    captions: result!.fixedCaptions.map(({ epoch, captions }) => ({ epoch, caption: captions[sample] ?? '' })),
  }));
}

function tablesOf(experiment: Experiment, resultOf: ResultOf, options: StudyReportOptions): ReportTable[] {
  if (experiment.view === 'captions') return captionTables(experiment, resultOf, options);
  return scoreTables(experiment, resultOf, options).map((table, index, all) =>
    scoreTable(table, all.length > 1 ? `${experiment.name}-${table.scenario}-${index + 1}` : experiment.name),
  );
}

function captionTables(experiment: Experiment, resultOf: ResultOf, options: StudyReportOptions): ReportTable[] {
  const results = experiment.parts.flatMap((part) =>
    resultsOfPart(part, resultOf, options).map(({ result }) => result),
  );
  return fixedSamples(results).map(({ sample, references, captions }, index) => ({
    name: `${experiment.name}-${index + 1}`,
    title: `Captions of ${sample}`,
    rowName: 'epoch',
    columns: ['caption'],
    prose: true,
    rows: [
      ...captions.map(({ epoch, caption }) => ({
        label: epoch === 0 ? 'zero-shot' : String(epoch),
        cells: [{ text: caption }],
      })),
      ...references.map((text) => ({ label: 'reference', kind: 'level' as const, cells: [{ text }] })),
    ],
  }));
}

/** What the experiment is about: one variant against another, tested. */
function comparisons(experiment: Experiment, resultOf: ResultOf, options: StudyReportOptions): ReportTable[] {
  const compared = compareVariants(experiment, resultOf, options);
  if (compared.length === 0) return [];
  const metrics = metricsOf(compared.flatMap(({ tests }) => Object.keys(tests).map((metric) => ({ metric }))));
  const several = new Set(compared.map(({ scenario }) => scenario)).size > 1;
  const rows = compared.map(({ scenario, first, second, size, seeds, tests }) => ({
    label: `${second} − ${first}${several ? `, ${scenario}` : ''}`,
    cells: [
      { text: String(size) },
      { text: String(seeds.length) },
      ...metrics.map((metric) => testCell(tests[metric])),
    ],
  }));
  const note =
    'Difference of the second less the first, with a 95 % interval over test samples (paired bootstrap) and p. ' +
    'Bold: the interval is on one side of 0. Many pairs are tested here: expect one in twenty to look real by chance.';
  return [
    {
      name: `${experiment.name}-tests`,
      title: `Differences that ${experiment.name} is about`,
      rowName: 'pair',
      columns: ['samples', 'seeds', ...metrics],
      rows,
      notes: [note],
    },
  ];
}

function testCell(test: PooledTest | undefined): ReportCell {
  if (!test) return { text: '' };
  const { difference, interval, p } = test;
  const chance = p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
  return {
    text: signed(difference),
    detail: `${signed(interval.low)} to ${signed(interval.high)}, ${chance}`,
    best: interval.low > 0 || interval.high < 0,
  };
}
