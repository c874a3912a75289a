import { escapeHtml } from './escape';
import { checkRows, chosen, distinct, type ScoreRow, type SeedMean, seedMean } from './scores';

/** A published score: mean and, where given, standard deviation. */
export interface PaperScore {
  variant: string;
  metric: string;
  mean: number;
  deviation?: number;
}

/** Which results a table shows, beside which of the paper's. */
export interface ResultsTableOptions {
  title: string;
  /** Said below the table: what the data are. */
  notice?: string;
  /** Default: all, ours first, as they come up. */
  metrics?: readonly string[];
  /** Default: all, ours first, as they come up. */
  variants?: readonly string[];
  paper?: readonly PaperScore[];
  /** Metrics of which the lowest is the best, such as seconds. */
  lowerIsBetter?: readonly string[];
  /** Decimals (default 3). */
  digits?: number;
}

/** A table ready to show, as a web page shows it and as a terminal does. */
export interface Table {
  title: string;
  html: string;
  text: string;
}

/** A web page with a table, in the reader's theme. */
export const tableHtml = ({ title, html }: Table): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>body { font: 15px Verdana, sans-serif } td, tbody th { vertical-align: top }</style>
${html}
</html>
`;

interface Cell {
  ours?: SeedMean;
  paper?: PaperScore;
  /** Whether no other variant is better, in ours and in the paper. */
  bestOurs: boolean;
  bestPaper: boolean;
}

/**
 * Mean and standard deviation over seeds, with the paper's numbers and the difference below; the best of each metric in
 * bold (in the text: with a star). All that is said by data is escaped.
 * @throws if there are no rows, a value is no number, the rows are of several training sizes, or what was asked for has none
 */
export function resultsTable(rows: readonly ScoreRow[], options: ResultsTableOptions): Table {
  const { title, notice, paper = [], lowerIsBetter = [], digits = 3 } = options;
  checkRows(rows, ['seed', 'value']);
  const sizes = distinct(rows.map(({ size }) => size));
  if (sizes.length > 1)
    throw new Error(`Found rows of ${sizes.join(', ')} training samples, expected those of one size.`);
  const all = [...rows, ...paper];
  const metrics = chosen('metric', options.metrics, distinct(all.map(({ metric }) => metric)));
  const variants = chosen('variant', options.variants, distinct(all.map(({ variant }) => variant)));
  const columns = metrics.map((metric) => columnOf(metric, variants, rows, paper, lowerIsBetter.includes(metric)));
  const seeds = Math.max(...columns.flat().map(({ ours }) => ours?.seeds ?? 0));
  const below = paper.length > 0 ? " With the paper's, and the difference to it." : '';
  const note = `Mean ± standard deviation, ${seeds} seed${seeds === 1 ? '' : 's'}.${below}${notice ? ` ${notice}` : ''}`;
  const numbers = numbersOf(digits);
  return {
    title,
    html: htmlOf({ title, note, metrics, variants, columns }, numbers),
    text: textOf({ title, note, metrics, variants, columns }, numbers),
  };
}

function columnOf(
  metric: string,
  variants: readonly string[],
  rows: readonly ScoreRow[],
  paper: readonly PaperScore[],
  lower: boolean,
): Cell[] {
  const cells = variants.map((variant) => {
    const values = rows.filter((row) => row.metric === metric && row.variant === variant).map(({ value }) => value);
    const published = paper.find((score) => score.metric === metric && score.variant === variant);
    return { ours: values.length > 0 ? seedMean(values) : undefined, paper: published };
  });
  const best = (means: (number | undefined)[]) => {
    const known = means.filter((mean) => mean !== undefined);
    return known.length > 1 ? (lower ? Math.min(...known) : Math.max(...known)) : undefined;
  };
  const [ours, theirs] = [best(cells.map((cell) => cell.ours?.mean)), best(cells.map((cell) => cell.paper?.mean))];
  return cells.map((cell) => ({
    ...cell,
    bestOurs: cell.ours !== undefined && cell.ours.mean === ours,
    bestPaper: cell.paper !== undefined && cell.paper.mean === theirs,
  }));
}

type Numbers = ReturnType<typeof numbersOf>;

function numbersOf(digits: number) {
  const withDeviation = ({ mean, deviation }: { mean: number; deviation?: number }) =>
    Number.isFinite(deviation) ? `${mean.toFixed(digits)} ± ${deviation!.toFixed(digits)}` : mean.toFixed(digits);
  const difference = ({ ours, paper }: Cell) => {
    if (!ours || !paper) return undefined;
    const size = Math.abs(ours.mean - paper.mean).toFixed(digits);
    return (ours.mean < paper.mean ? '−' : '+') + size;
  };
  return { withDeviation, difference };
}

interface Content {
  title: string;
  note: string;
  metrics: readonly string[];
  variants: readonly string[];
  /** Of each metric, the cells of the variants. */
  columns: readonly (readonly Cell[])[];
}

const right = 'style="text-align:right;padding:3px 10px;white-space:nowrap;font-variant-numeric:tabular-nums"';
const left = 'style="text-align:left;padding:3px 10px 3px 0;white-space:nowrap"';

function htmlOf({ title, note, metrics, variants, columns }: Content, numbers: Numbers): string {
  const head = metrics.map((metric) => `<th scope="col" ${right}>${escapeHtml(metric)}</th>`).join('');
  const body = variants.map((variant, v) => {
    const cells = columns.map((column) => `<td ${right}>${htmlCell(column[v]!, numbers)}</td>`);
    return `<tr><th scope="row" ${left}>${escapeHtml(variant)}</th>${cells.join('')}</tr>`;
  });
  return [
    '<div style="overflow-x:auto"><table>',
    `<caption style="text-align:left;font-weight:bold;padding:4px 0">${escapeHtml(title)}</caption>`,
    `<thead><tr><th scope="col" ${left}>variant</th>${head}</tr></thead>`,
    `<tbody>\n${body.join('\n')}\n</tbody>`,
    `</table><p style="font-size:smaller">${escapeHtml(note)}</p></div>`,
  ].join('\n');
}

function htmlCell(cell: Cell, { withDeviation, difference }: Numbers): string {
  const strong = (text: string, best: boolean) => (best ? `<strong>${text}</strong>` : text);
  const ours = cell.ours ? strong(withDeviation(cell.ours), cell.bestOurs) : '–';
  if (!cell.paper) return ours;
  const between = difference(cell);
  const theirs = strong(withDeviation(cell.paper), cell.bestPaper);
  return `${ours}<br><small>paper ${theirs}${between === undefined ? '' : `, ${between}`}</small>`;
}

/** A line for each metric of each variant, in columns. */
function textOf({ title, note, metrics, variants, columns }: Content, { withDeviation, difference }: Numbers): string {
  const star = (text: string, best: boolean) => `${text}${best ? ' *' : '  '}`;
  const rows = variants.flatMap((variant, v) =>
    metrics.flatMap((metric, m) => {
      const cell = columns[m]![v]!;
      if (!cell.ours && !cell.paper) return [];
      const ours = cell.ours ? star(withDeviation(cell.ours), cell.bestOurs) : '–  ';
      const published = cell.paper ? star(withDeviation(cell.paper), cell.bestPaper) : '';
      return [[variant, metric, ours, published, difference(cell) ?? '']];
    }),
  );
  const named = [['variant', 'metric', 'ours  ', 'paper  ', 'difference'], ...rows];
  const shown = named.map((row) => (columns.flat().some(({ paper }) => paper) ? row : row.slice(0, 3)));
  const widths = shown[0]!.map((_, i) => Math.max(...shown.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((field, i) => (i < 2 ? field.padEnd(widths[i]!) : field.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [title, '', line(shown[0]!), rule, ...shown.slice(1).map(line), '', `${note} *: the best.`].join('\n');
}
