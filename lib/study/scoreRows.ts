import { type Experiment, type Part, rowsToRun, type SpecOptions, specsOfPart } from './experiments';
import type { RunResult, Scores } from './result';
import type { LanguageKind, RunSpec, Scale, ScenarioName } from './spec';

/** Finds the result of a run; undefined while there is none. */
export type ResultOf = (spec: RunSpec) => RunResult | undefined;

/** One score of one run: results in long form, for figures. */
export interface StudyRow {
  scenario: ScenarioName;
  scale: Scale;
  language: LanguageKind;
  variant: string;
  /** As the experiment calls the variant. */
  label: string;
  /** Training samples. */
  size: number;
  seed: number;
  metric: string;
  value: number;
}

/** A validation score; epoch 0 is before training. */
export interface StudyEpochRow extends StudyRow {
  epoch: number;
}

/** What a test score is to be seen against. */
export interface LevelRow {
  scenario: ScenarioName;
  /** A predictor that sees no picture, or captions written from the truth behind the pictures. */
  kind: 'blind' | 'oracle';
  label: string;
  metric: string;
  value: number;
}

/** A run that is there, with its row. */
export interface LabelledResult {
  label: string;
  variant: string;
  result: RunResult;
}

/** The finished runs of a part: by size, then row, then seed. */
export function resultsOfPart(part: Part, resultOf: ResultOf, options: SpecOptions = {}): LabelledResult[] {
  const results = specsOfPart(part, options).flatMap((spec) => resultOf(spec) ?? []);
  const labelled = rowsToRun(part).flatMap(({ label, variant }) =>
    results.filter(({ spec }) => spec.variant === variant).map((result) => ({ label, variant, result })),
  );
  return labelled.sort((a, b) => a.result.trainingSamples - b.result.trainingSamples);
}

/** Test scores of the finished runs of an experiment. */
export function scoreRows(experiment: Experiment, resultOf: ResultOf, options: SpecOptions = {}): StudyRow[] {
  return labelledResults(experiment, resultOf, options).flatMap((labelled) =>
    Object.entries(valuesOf(labelled.result)).map(([metric, value]) => ({ ...headOf(labelled), metric, value })),
  );
}

/** Validation scores, and the loss as `loss`, of the finished runs of an experiment by epoch. */
export function epochRows(experiment: Experiment, resultOf: ResultOf, options: SpecOptions = {}): StudyEpochRow[] {
  return labelledResults(experiment, resultOf, options).flatMap((labelled) =>
    labelled.result.validation.flatMap(({ epoch, loss, scores }) =>
      Object.entries(loss === null ? scores : { ...scores, loss }).map(([metric, value]) => ({
        ...headOf(labelled),
        epoch,
        metric,
        value,
      })),
    ),
  );
}

/** Blind baselines and oracles of an experiment's scenarios, by the finished run with the most training samples. */
export function levelRows(experiment: Experiment, resultOf: ResultOf, options: SpecOptions = {}): LevelRow[] {
  return experiment.parts.flatMap((part) => levelsOf(resultsOfPart(part, resultOf, options)));
}

export function levelsOf(results: readonly LabelledResult[]): LevelRow[] {
  const result = results.at(-1)?.result;
  if (!result) return [];
  const { spec, blind, oracle } = result;
  const rows = (kind: LevelRow['kind'], label: string, scores: Scores): LevelRow[] =>
    Object.entries(scores).map(([metric, value]) => ({ scenario: spec.scenario, kind, label, metric, value }));
  return [
    ...Object.entries(blind).flatMap(([name, scores]) => rows('blind', name, scores)),
    ...(oracle ? rows('oracle', 'oracle', oracle) : []),
  ];
}

/** What a run cost, beside its scores; names with units. */
export const costNames = ['seconds a step', 'peak GB'] as const;

/** Test scores of a run and what it cost, by name. */
export const valuesOf = ({ scores, cost }: RunResult): Record<string, number> => ({
  ...scores,
  'seconds a step': cost.secondsPerStep,
  'peak GB': cost.peakBytes / 1e9,
});

const labelledResults = (experiment: Experiment, resultOf: ResultOf, options: SpecOptions) =>
  experiment.parts.flatMap((part) => resultsOfPart(part, resultOf, options));

function headOf({ label, variant, result }: LabelledResult) {
  const { scenario, scale, language, seed } = result.spec;
  return { scenario, scale, language, variant, label, size: result.trainingSamples, seed };
}
