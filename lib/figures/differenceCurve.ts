import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Trace } from './figure';
import { type Look, looksOf } from './looks';
import { checkRows, distinct, grouped, signed } from './scores';
import { inks } from './theme';

/** One variant less another, by one metric, at one training size. */
export interface DifferenceRow {
  /** What is compared: `PPEG less QFormer`. */
  pair: string;
  /** Training samples. */
  size: number;
  difference: number;
  /** What other test samples would have given. */
  interval: { low: number; high: number };
  /** Of each seed (default: not drawn). */
  bySeed?: readonly number[];
}

/** How differences are titled. */
export interface DifferenceCurveOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** What is subtracted: the title of the y axis. */
  metric: string;
  /** Default: `training samples`. */
  sizeLabel?: string;
}

/** Pairs of one size stand this much beside each other, as a ratio; the differences by seed half as much beside them. */
const BESIDE = 1.06;

/**
 * Differences between variants against the number of training samples, each with its interval, and the differences of
 * single seeds as faint points; zero is a line. A claim about learning curves that overlap is seen here.
 * @throws if there are no rows, or a value is no number
 */
export function differenceCurve(rows: readonly DifferenceRow[], options: DifferenceCurveOptions): Figure {
  checkRows(rows, ['size', 'difference']);
  const { title, notice, metric, sizeLabel = 'training samples' } = options;
  const pairs = distinct(rows.map(({ pair }) => pair));
  const looks = looksOf(pairs);
  const data = pairs.flatMap((pair, i) => {
    const own = rows.filter((row) => row.pair === pair).sort((a, b) => a.size - b.size);
    const beside = BESIDE ** (i - (pairs.length - 1) / 2);
    return [seedsOf(own, beside, looks.get(pair)!), lineOf(pair, own, beside, looks.get(pair)!)];
  });
  const sizes = distinct(rows.map(({ size }) => size)).sort((a, b) => a - b);
  const ends = [Math.log10(sizes[0]!) - 0.12, Math.log10(sizes.at(-1)!) + 0.12];
  const head = heading(escapeMarkup(title), notice && escapeMarkup(notice));
  return figure(
    data,
    {
      title: head,
      height: 470,
      margin: { t: headingHeight(head) + 30 },
      xaxis: {
        type: 'log',
        title: escapeMarkup(sizeLabel),
        tickvals: sizes,
        ticktext: sizes.map(grouped),
        minor: { ticks: '' },
        range: ends,
      },
      yaxis: {
        title: escapeMarkup(`difference in ${metric}`),
        zeroline: true,
        zerolinewidth: 2,
        zerolinecolor: inks.line,
      },
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
      showlegend: true,
    },
    `${title}. Differences in ${metric} against ${sizeLabel}: ${rows.map(inWords).join('; ')}.`,
  );
}

function lineOf(pair: string, rows: readonly DifferenceRow[], beside: number, { color, dash, symbol }: Look): Trace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: escapeMarkup(pair),
    legendgroup: escapeMarkup(pair),
    x: rows.map(({ size }) => size * beside),
    y: rows.map(({ difference }) => difference),
    error_y: {
      type: 'data',
      symmetric: false,
      array: rows.map(({ difference, interval }) => interval.high - difference),
      arrayminus: rows.map(({ difference, interval }) => difference - interval.low),
      color,
    },
    text: rows.map(({ size, interval }) => `${grouped(size)}<br>${signed(interval.low)} to ${signed(interval.high)}`),
    hovertemplate: '%{fullData.name}<br>%{y:+.3f} at %{text}<extra></extra>',
    line: { color, dash, width: 2.5 },
    marker: { color, symbol, size: 9 },
  };
}

function seedsOf(rows: readonly DifferenceRow[], beside: number, { color, symbol }: Look): Trace {
  const points = rows.flatMap(({ size, bySeed = [] }) =>
    bySeed.map((y) => ({ x: size * beside * Math.sqrt(BESIDE), y })),
  );
  return {
    type: 'scatter',
    mode: 'markers',
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    marker: { color, symbol, size: 5, opacity: 0.4 },
    hoverinfo: 'skip',
    showlegend: false,
  };
}

const inWords = ({ pair, size, difference, interval }: DifferenceRow) =>
  `${pair}, ${grouped(size)}: ${signed(difference)} (${signed(interval.low)} to ${signed(interval.high)})`;
