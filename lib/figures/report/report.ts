import type { Figure } from '../figure';

/** A figure of a report. */
export interface ReportFigure {
  /** Of its files: letters, digits, "-", "_" and "." */
  name: string;
  figure: Figure;
  /** Said below it. */
  caption?: string;
}

/** A field of a table: our number, and what it is to be seen beside. */
export interface ReportCell {
  text: string;
  /** The paper's number; none where the paper has none. */
  paper?: string;
  /** Ours less the paper's. */
  difference?: string;
  /** Said below it, small. */
  detail?: string;
  /** Whether it is shown in bold. */
  best?: boolean;
}

/** A line of a table. */
export interface ReportRow {
  label: string;
  /** What kind of line it is: lines that are no runs of ours are set apart (default `run`). */
  kind?: 'run' | 'paper' | 'level';
  cells: readonly ReportCell[];
}

/** A table of a report. */
export interface ReportTable {
  /** Of its files. */
  name: string;
  title: string;
  /** What the first column holds. */
  rowName: string;
  columns: readonly string[];
  rows: readonly ReportRow[];
  /** Whether its fields are sentences, which need lines of their own (default false: numbers). */
  prose?: boolean;
  /** Said below it. */
  notes?: readonly string[];
  /** The same table for other programs: text by the ending of the file's name, such as `csv`. */
  files?: Readonly<Record<string, string>>;
}

/** One figure or table of the paper, or one question of ours. */
export interface ReportSection {
  /** Of its anchor: letters, digits and "-". */
  id: string;
  title: string;
  question?: string;
  /** What the paper says comes out, in its words. */
  claim?: string;
  /** Which data and model made what is shown. */
  notice?: string;
  /** Shown in place of results, where there are none yet: how to make them. */
  missing?: string;
  figures?: readonly ReportFigure[];
  tables?: readonly ReportTable[];
  notes?: readonly string[];
  /** Names and values: commit, engine, date. */
  provenance?: readonly (readonly [name: string, value: string])[];
}

/** A page that shows what was found beside what the paper says. All texts are plain text: markup in them is shown as it is. */
export interface ReportPage {
  title: string;
  /** Below the title. */
  subtitle?: string;
  /** What a reader must know before all else: a paragraph each. */
  notices?: readonly string[];
  sections: readonly ReportSection[];
  /** At the end: how to make it again, where things come from. */
  closing?: readonly string[];
}
