import { type CurvePanel, curves, describeCurves } from './curves';
import type { Figure } from './figure';
import { checkRows, chosen, distinct, grouped, type ScoreRow } from './scores';

/** A horizontal line: a blind baseline, an oracle, zero-shot. */
export interface ScoreLevel {
  label: string;
  metric: string;
  value: number;
}

/** Which scores against training size are drawn, and beside what. */
export interface LearningCurveOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** Which metrics, a plot each. Default: all, as they come up. */
  metrics?: readonly string[];
  /** Default: all, as they come up. */
  variants?: readonly string[];
  /** Baselines and bounds, as labelled lines. */
  levels?: readonly ScoreLevel[];
  /** Published values, drawn beside; those of other variants and metrics are left out. */
  paper?: readonly Omit<ScoreRow, 'seed'>[];
  /** Default: `training samples`. */
  sizeLabel?: string;
}

/**
 * Scores against the number of training samples, one line a variant: the mean over seeds in a band of one standard
 * deviation, each seed as a faint point (the form of the paper's Fig. 4).
 * @throws if there are no rows, a value is no number, or a metric or variant asked for has no rows
 */
export function learningCurve(rows: readonly ScoreRow[], options: LearningCurveOptions): Figure {
  checkRows(rows, ['size', 'seed', 'value']);
  const metrics = chosen('metric', options.metrics, distinct(rows.map(({ metric }) => metric)));
  const variants = chosen('variant', options.variants, distinct(rows.map(({ variant }) => variant)));
  const { title, notice, levels = [], paper = [], sizeLabel = 'training samples' } = options;
  const panels = metrics.map((metric): CurvePanel => {
    const of = <Row extends { metric: string }>(all: readonly Row[]) => all.filter((row) => row.metric === metric);
    const points = of(rows).filter(({ variant }) => variants.includes(variant));
    return {
      title: metric,
      points: points.map(({ size, ...row }) => ({ ...row, at: size })),
      levels: of(levels),
      paper: of(paper).map(({ size, ...row }) => ({ ...row, at: size })),
    };
  });
  const sizes = distinct(panels.flatMap(({ points, paper = [] }) => [...points, ...paper].map(({ at }) => at)));
  const xaxis = {
    type: 'log',
    title: sizeLabel,
    tickvals: sizes.sort((a, b) => a - b),
    ticktext: sizes.map(grouped),
    minor: { ticks: '' },
  };
  const alt = [`${title}. Scores against ${sizeLabel}.`, ...panels.map((panel) => describeCurves(panel, variants))];
  return curves(panels, { title, notice, xaxis, columns: 2, variants }, alt.join(' '));
}
