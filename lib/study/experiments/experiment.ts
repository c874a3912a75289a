import type { PaperDataset, PaperTable } from '../paper';
import type { LanguageKind, RunSpec, Scale, ScenarioName } from '../spec';

/** Training samples of a run: a number, or all. */
export type Size = RunSpec['size'];

/** Where a number of the paper stands. */
export interface PaperRow {
  table: PaperTable;
  dataset: PaperDataset;
  method: string;
}

/** One line of an experiment. */
export interface Row {
  /** As the table or the legend calls it. */
  label: string;
  /** What is run; none: a row of the paper that has no counterpart here. */
  variant?: string;
  /** The paper's number for it. */
  paper?: PaperRow;
  /** Runs of the first so many seeds only: of what no seed changes. Default: all. */
  seeds?: number;
}

/** Variants of one scenario, compared at each of the sizes. */
export interface Part {
  scenario: ScenarioName;
  /** Default `t5`. */
  language?: LanguageKind;
  rows: readonly Row[];
  /** Training sizes by scale. */
  sizes: Readonly<Record<Scale, readonly Size[]>>;
  /** The variants whose difference is the experiment's question: the second against the first. */
  compare?: readonly (readonly [first: string, second: string])[];
}

/** A figure or table of the paper, or a question of ours, as data. */
export interface Experiment {
  /** What the command line calls it: `fig4`. */
  name: string;
  title: string;
  question: string;
  /** What the paper says comes out, in its words; none where it does not ask. */
  claim?: string;
  /** What must be known to read it: choices, and what the paper leaves open. */
  notes?: readonly string[];
  /** How it is drawn: scores against size, scores by row, captions by epoch, attention maps, or time and memory. */
  view: 'curve' | 'table' | 'captions' | 'attention' | 'cost';
  /** Whether its table has time and memory beside the scores (default false). */
  costs?: boolean;
  /** None: a measurement that trains nothing. */
  parts: readonly Part[];
}
