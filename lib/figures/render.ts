import { escapeHtml, plainText } from './escape';
import type { Figure } from './figure';
import { requireOptional } from './optional';
import { loadPlotly } from './page';
import { fontFiles } from './text';
import { changesFor, inks, inTheme } from './theme';

/**
 * Draw a figure as SVG text, without a browser. Two-dimensional traces only: the others need a graphics card's canvas.
 * @throws when an attribute of the figure is unknown to plotly or has an impossible value, with its name
 */
export async function figureSvg(figure: Figure): Promise<string> {
  const plotly = loadPlotly();
  // plotly keeps notes in the objects it draws: give it copies.
  const copy = structuredClone({ data: figure.data, layout: figure.layout });
  const problems = (plotly.validate(copy.data, copy.layout) ?? []).filter(isMistake);
  if (problems.length > 0) throw new Error(`Not a valid plotly figure: ${problems.map(({ msg }) => msg).join('; ')}`);
  const { width, height } = figureSize(figure);
  const svg = await plotly.toImage(copy, { format: 'svg', imageDataOnly: true, width, height });
  return withDescription(svg, figure);
}

/**
 * 'unused' is no mistake: traces of one kind share some settings, of which plotly reads the first trace's. The arguments of
 * sliders and buttons are objects, which plotly copies and then finds different; and it cannot check names of colour axes.
 */
const isMistake = ({ code, astr }: { code: string; astr: string }) =>
  code !== 'unused' &&
  !(code === 'dynamic' && /^(sliders|updatemenus)\[.*\.args2?\[/.test(astr)) &&
  !(code === 'value' && astr === 'coloraxis');

/** An SVG that says what it shows, for readers of screens. */
function withDescription(svg: string, figure: Figure): string {
  const description = `<title>${escapeHtml(titleText(figure))}</title><desc>${escapeHtml(describe(figure))}</desc>`;
  return svg.replace(/^<svg([^>]*)>/, (_, attributes: string) => `<svg${attributes} role="img">${description}`);
}

/** Turn an SVG drawing into a PNG file, `scale` pixels for each of its own. */
export function svgToPng(svg: string, scale = 2): Buffer {
  const { Resvg } = requireOptional<typeof import('@resvg/resvg-js')>('@resvg/resvg-js');
  const { regular, bold } = fontFiles();
  // plotly lists this property for every browser; the renderer takes the last one, which it does not know.
  const plain = svg.replace(/(image-rendering: ?[^;"]*;? ?)+/g, 'image-rendering: optimizeSpeed;');
  const drawing = new Resvg(plain, {
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles: [regular, bold], loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
    background: 'white',
  });
  return drawing.render().asPng();
}

/**
 * A web page that shows the figure interactively, in the reader's theme: light or dark.
 * @param plotlySource where the page finds plotly's source, relative to itself
 */
export function figureHtml(figure: Figure, title: string, plotlySource = 'plotly.js'): string {
  const page = inTheme({ data: [], layout: { paper_bgcolor: inks.paper } }, 'dark').layout.paper_bgcolor;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>@media (prefers-color-scheme: dark) { body { background: ${page} } } #figure { overflow-x: auto }
h1 { position: absolute; left: -100vw }</style>
<script src="${escapeHtml(plotlySource)}"></script>
<main>
<h1>${escapeHtml(title)}</h1>
<div id="figure" role="group" aria-label="${escapeHtml(describe(figure))}"></div>
</main>
<script>
const figure = ${scriptJson({ data: figure.data, layout: figure.layout })};
const dark = ${scriptJson(changesFor(figure, 'dark'))};
if (matchMedia('(prefers-color-scheme: dark)').matches)
  for (const [path, value] of dark) path.slice(0, -1).reduce((at, key) => at[key], figure)[path.at(-1)] = value;
Plotly.newPlot('figure', figure.data, figure.layout, ${scriptJson(plotlyConfig)});
</script>
</html>
`;
}

/** How plotly shows figures in pages: without a link to its makers, and without tools that choose points. */
export const plotlyConfig = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ['select2d', 'lasso2d'] };

/** "<" would end the script element where a text of the figure says so. */
const scriptJson = (value: unknown) => JSON.stringify(value).replace(/</g, '\\u003c');

/** What the figure shows, in words: its alternative text, else its title and its traces. */
export function describe(figure: Figure, name = 'Figure'): string {
  if (figure.alt) return figure.alt;
  const { width, height } = figureSize(figure);
  const traces = figure.data.map((trace) => plainText(trace.name ?? trace.type ?? 'scatter')).join(', ');
  return `Figure "${titleText(figure) || name}" (${width} x ${height}): ${traces}`;
}

const titleText = ({ layout }: Figure) => plainText((layout.title as { text?: string } | undefined)?.text ?? '');

/** Width and height of a figure in pixels; plotly's own defaults where it says none. */
export function figureSize({ layout }: Figure): { width: number; height: number } {
  const { width, height } = layout;
  return { width: typeof width === 'number' ? width : 700, height: typeof height === 'number' ? height : 450 };
}
