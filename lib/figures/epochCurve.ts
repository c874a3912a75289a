import { type CurvePanel, curves, describeCurves } from './curves';
import type { Figure } from './figure';
import { checkRows, chosen, distinct, grouped, type ScoreRow } from './scores';

/** One validation score, or the loss, after one epoch; 0 is before training. Of other sizes are other plots. */
export interface EpochRow extends Omit<ScoreRow, 'size'> {
  epoch: number;
  size?: number;
}

/** Which scores over epochs are drawn, and how they are titled. */
export interface EpochCurveOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** Rows of plots. Default: all, as they come up. */
  metrics?: readonly string[];
  /** Default: all, as they come up. */
  variants?: readonly string[];
  /** Metrics of which the lowest is the best. Default: `loss`, and what ends in it. */
  lowerIsBetter?: readonly string[];
}

/**
 * Scores and losses over the epochs of training, a row of plots for each metric and a column for each training size (the
 * form of the paper's Fig. 8); a ring marks the best epoch of each variant's mean.
 * @throws as `learningCurve`
 */
export function epochCurve(rows: readonly EpochRow[], options: EpochCurveOptions): Figure {
  checkRows(rows, ['epoch', 'seed', 'value']);
  const metrics = chosen('metric', options.metrics, distinct(rows.map(({ metric }) => metric)));
  const variants = chosen('variant', options.variants, distinct(rows.map(({ variant }) => variant)));
  const { title, notice, lowerIsBetter = metrics.filter((metric) => /loss$/i.test(metric)) } = options;
  const sizes = distinct(rows.map(({ size }) => size)).sort((a, b) => (a ?? 0) - (b ?? 0));
  const panels = metrics.flatMap((metric) =>
    sizes.map((size): CurvePanel => {
      const own = rows.filter((row) => row.metric === metric && row.size === size && variants.includes(row.variant));
      return {
        title: size === undefined || sizes.length === 1 ? metric : `${metric}, ${grouped(size)} samples`,
        points: own.map(({ epoch, variant, seed, value }) => ({ variant, seed, value, at: epoch })),
        scale: metric,
        mark: lowerIsBetter.includes(metric) ? 'lowest' : 'highest',
      };
    }),
  );
  const epochs = distinct(rows.map(({ epoch }) => epoch));
  const xaxis = { title: 'epochs', ...(epochs.length <= 8 ? { tickvals: epochs.sort((a, b) => a - b) } : {}) };
  const alt = [`${title}. Scores over epochs.`, ...panels.map((panel) => describeCurves(panel, variants))].join(' ');
  const columns = sizes.length > 1 ? sizes.length : 2;
  return curves(panels, { title, notice, xaxis, columns, variants }, alt);
}
