import { escapeHtml } from '../figures/escape';
import type { Figure } from '../figures/figure';
import { plotlyFile } from '../figures/page';
import { describe, figureHtml, figureSvg, plotlyConfig, svgToPng } from '../figures/render';
import { type Table, tableHtml } from '../figures/resultsTable';
import { inTheme } from '../figures/theme';
import { copyOnce, writeFiles } from './files';
import { kernelHost } from './host';

/**
 * Show a figure or a table of results below the cell: a figure interactive where the front end can, else as a picture, else
 * as a line of text.
 * Where the environment variable MIVPG_FIGURES names a folder, `<name>.svg`, `.png` and `.html` (of a table `.html` and
 * `.txt`) are written there too. With MIVPG_THEME=dark what the cell shows suits a dark page; else it is drawn on white,
 * legible on both.
 * @param name of the files: letters, digits, "-", "_" and "."
 */
export async function show(shown: Figure | Table, name: string): Promise<void> {
  if (!/^\w[\w.-]*$/.test(name))
    throw new Error(`"${name}" is no name for a figure: use letters, digits, "-", "_" and "."`);
  const host = kernelHost();
  const folder = process.env.MIVPG_FIGURES;
  if ('html' in shown) {
    if (folder) writeFiles(folder, { [`${name}.html`]: tableHtml(shown), [`${name}.txt`]: `${shown.text}\n` });
    host?.display({ 'text/html': shown.html, 'text/plain': shown.text });
  } else if (host || folder) await showFigure(shown, name, folder);
}

async function showFigure(figure: Figure, name: string, folder: string | undefined): Promise<void> {
  const svg = await figureSvg(figure);
  if (folder) {
    const html = figureHtml(figure, name);
    writeFiles(folder, { [`${name}.svg`]: svg, [`${name}.png`]: svgToPng(svg), [`${name}.html`]: html });
    copyOnce(plotlyFile(), folder, 'plotly.js');
  }
  const host = kernelHost();
  if (!host) return;
  const themed = process.env.MIVPG_THEME === 'dark' ? inTheme(figure, 'dark') : figure;
  const picture = svgToPng(themed === figure ? svg : await figureSvg(themed), 1);
  host.display({
    'application/vnd.plotly.v1+json': { data: themed.data, layout: themed.layout, config: plotlyConfig },
    // JupyterLab shows this picture at its full size until the pointer enters it: no larger than the figure, then.
    'image/png': (await fewerColours(picture)).toString('base64'),
    'text/plain': describe(figure, name),
  });
}

/** A picture in 256 colours, a third of the size: a notebook holds many, and is a file that people send around. */
async function fewerColours(png: Buffer): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp(png).png({ palette: true }).toBuffer();
}

/** What a table may show in a field. */
export type Field = string | number | boolean | null | undefined;

/** Rows by column name, or columns and rows of values as danfo's DataFrame holds them. */
export type TableSource =
  | readonly Readonly<Record<string, Field>>[]
  | { readonly columns: readonly string[]; readonly values: readonly unknown[] };

/**
 * Show a table below the cell. Numbers have at most `digits` decimals; text is shown as it is, markup included.
 * Outside a notebook the table is printed as text.
 */
export function showTable(source: TableSource, { digits = 3 }: { digits?: number } = {}): void {
  const { columns, rows } = tableOf(source, digits);
  const text = textTable(columns, rows);
  const host = kernelHost();
  if (host) host.display({ 'text/html': htmlTable(columns, rows), 'text/plain': text });
  else console.log(text);
}

/** Numbers a notebook is held to, by name. */
export type Summary = Readonly<Record<string, number>>;

/**
 * Show a cell's main numbers as a small table and store them in the notebook, where the notebooks' test compares them
 * with the expected ones.
 * @throws when a number is not finite
 */
export function summary(numbers: Summary): void {
  for (const [name, value] of Object.entries(numbers))
    if (!Number.isFinite(value)) throw new Error(`The summary's "${name}" is ${value}: expected a finite number`);
  const rows = Object.entries(numbers).map(([name, value]) => [name, String(Number(value.toPrecision(6)))]);
  const text = textTable(['summary', 'value'], rows);
  const host = kernelHost();
  if (host)
    host.display({
      'application/vnd.mivpg.summary+json': numbers,
      'text/html': htmlTable(['summary', 'value'], rows),
      'text/plain': text,
    });
  else console.log(text);
}

function tableOf(source: TableSource, digits: number): { columns: string[]; rows: string[][] } {
  if ('columns' in source) {
    const rows = source.values.map((row) =>
      (Array.isArray(row) ? row : [row]).map((field) => fieldText(field, digits)),
    );
    return { columns: [...source.columns], rows };
  }
  const columns = [...new Set(source.flatMap((row) => Object.keys(row)))];
  return { columns, rows: source.map((row) => columns.map((column) => fieldText(row[column], digits))) };
}

function fieldText(field: unknown, digits: number): string {
  if (field === null || field === undefined) return '';
  if (typeof field !== 'number') return String(field);
  const tiny = field !== 0 && Math.abs(field) < 10 ** -digits;
  return tiny ? field.toPrecision(digits) : String(Number(field.toFixed(digits)));
}

const isNumber = (text: string) => text !== '' && Number.isFinite(Number(text));

function htmlTable(columns: string[], rows: string[][]): string {
  const field = (text: string) =>
    `<td style="text-align:${isNumber(text) ? 'right' : 'left'}">${escapeHtml(text)}</td>`;
  const head = columns.map((column) => `<th>${escapeHtml(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(field).join('')}</tr>`).join('\n');
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function textTable(columns: string[], rows: string[][]): string {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const pad = (text: string, index: number) =>
    isNumber(text) ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  const line = (fields: string[]) => fields.map(pad).join('  ').trimEnd();
  return [line(columns), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
