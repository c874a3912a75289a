import { meanAndDeviation } from '../metrics';
import type { Experiment, Part, Row, SpecOptions } from './experiments';
import { rowsToRun, specsOfPart } from './experiments';
import { readPaperTable } from './paper';
import { costNames, type LabelledResult, levelsOf, type ResultOf, resultsOfPart, valuesOf } from './scoreRows';
import type { LanguageKind, Scale, ScenarioName } from './spec';

/** Mean and sample standard deviation; NaN where there is one run only. */
export interface Spread {
  mean: number;
  deviation: number;
}

/** One line of a table: a variant at a training size, or what it is to be seen against. */
export interface ScoreLine {
  kind: 'run' | 'paper' | 'blind' | 'oracle';
  label: string;
  variant?: string;
  /** Training samples. */
  size?: number;
  /** Seeds of the finished runs. */
  seeds: readonly number[];
  /** By metric. */
  scores: Readonly<Record<string, Spread>>;
  /** The paper's numbers for it. */
  paper: Readonly<Record<string, Spread>>;
}

/** The table of a part of an experiment. */
export interface ScoreTable {
  experiment: string;
  title: string;
  scenario: ScenarioName;
  scale: Scale;
  language: LanguageKind;
  metrics: readonly string[];
  lines: readonly ScoreLine[];
  /** Runs that are finished, of those that there should be. */
  finished: number;
  wanted: number;
  /** Data and model of the finished runs: more than one where results were mixed that do not compare. */
  sources: readonly string[];
}

/** Which runs and metrics a table has. */
export interface TableOptions extends SpecOptions {
  /** Default: the paper's four, and time and memory where the experiment asks for them. */
  metrics?: readonly string[];
}

/** The paper's metrics, in its order. METEOR without its paraphrases is another metric. */
export const paperMetrics = ['BLEU-4', 'CIDEr', 'METEOR', 'METEOR (no paraphrase)', 'ROUGE-L'];

/** An experiment's results as tables, one for each of its parts. */
export function scoreTables(experiment: Experiment, resultOf: ResultOf, options: TableOptions = {}): ScoreTable[] {
  return experiment.parts.map((part) => {
    const results = resultsOfPart(part, resultOf, options);
    const metrics = options.metrics ?? metricsOf(results, experiment.costs);
    const { scenario, language = 't5' } = part;
    return {
      experiment: experiment.name,
      title: experiment.title,
      scenario,
      scale: options.scale ?? 'mini',
      language,
      metrics,
      lines: [...runLines(part, results, options), ...levelLines(results)],
      finished: results.length,
      wanted: specsOfPart(part, options).length,
      sources: [...new Set(results.map(({ result: { provenance } }) => `${provenance.data}, ${provenance.model}`))],
    };
  });
}

/** Those of the paper's metrics that results have; all but METEOR's variant while there are no results. */
function metricsOf(results: readonly LabelledResult[], costs = false): string[] {
  const known = new Set(results.flatMap(({ result }) => Object.keys(result.scores)));
  const scores = paperMetrics.filter((name) => (known.size > 0 ? known.has(name) : !name.includes('(')));
  return [...scores, ...(costs ? costNames : [])];
}

function runLines(part: Part, results: readonly LabelledResult[], { variants }: TableOptions): ScoreLine[] {
  const sizes = [...new Set(results.map(({ result }) => result.trainingSamples))];
  const wanted = new Set(rowsToRun(part, variants));
  const rows = part.rows.filter((row) => row.variant === undefined || wanted.has(row as Row & { variant: string }));
  return (sizes.length > 0 ? sizes : [undefined]).flatMap((size) =>
    rows.map((row) => {
      const runs = results.filter(({ variant, result }) => variant === row.variant && result.trainingSamples === size);
      return {
        kind: row.variant === undefined ? 'paper' : 'run',
        label: row.label,
        variant: row.variant,
        size: row.variant === undefined ? undefined : size,
        seeds: runs.map(({ result }) => result.spec.seed),
        scores: spreads(runs.map(({ result }) => valuesOf(result))),
        paper: paperScores(row),
      } satisfies ScoreLine;
    }),
  );
}

function spreads(runs: readonly Readonly<Record<string, number>>[]): Record<string, Spread> {
  const names = [...new Set(runs.flatMap((values) => Object.keys(values)))];
  return Object.fromEntries(
    names.map((name) => [name, meanAndDeviation(runs.flatMap((values) => values[name] ?? []))]),
  );
}

function paperScores({ paper }: Row): Record<string, Spread> {
  if (!paper) return {};
  const numbers = readPaperTable(paper.table).filter(
    ({ dataset, method }) => dataset === paper.dataset && method === paper.method,
  );
  return Object.fromEntries(numbers.map(({ metric, mean, deviation }) => [metric, { mean, deviation }]));
}

function levelLines(results: readonly LabelledResult[]): ScoreLine[] {
  const levels = levelsOf(results);
  return [...new Set(levels.map(({ label }) => label))].map((label) => {
    const rows = levels.filter((level) => level.label === label);
    const scores = rows.map(({ metric, value }) => [metric, { mean: value, deviation: Number.NaN }] as const);
    return { kind: rows[0]!.kind, label, seeds: [], scores: Object.fromEntries(scores), paper: {} };
  });
}

/** Ours less the paper's, where both are there. */
export function differenceOf({ scores, paper }: ScoreLine, metric: string): number | undefined {
  const [ours, theirs] = [scores[metric], paper[metric]];
  return ours && theirs ? ours.mean - theirs.mean : undefined;
}
