import type { Figure } from './figure';
import { requireOptional } from './optional';
import { loadPlotly } from './page';
import { fontFiles } from './text';

/**
 * Draw a figure as SVG text, without a browser. Two-dimensional traces only: the others need a graphics card's canvas.
 * @throws when an attribute of the figure is unknown to plotly or has an impossible value, with its name
 */
export async function figureSvg(figure: Figure): Promise<string> {
  const plotly = loadPlotly();
  // plotly keeps notes in the objects it draws: give it copies.
  const copy = structuredClone({ data: figure.data, layout: figure.layout });
  // 'unused' is no mistake: traces of one kind share some settings, of which plotly reads the first trace's.
  const problems = (plotly.validate(copy.data, copy.layout) ?? []).filter(({ code }) => code !== 'unused');
  if (problems.length > 0) throw new Error(`Not a valid plotly figure: ${problems.map(({ msg }) => msg).join('; ')}`);
  const { width, height } = figureSize(figure);
  return plotly.toImage(copy, { format: 'svg', imageDataOnly: true, width, height });
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
 * A web page that shows the figure interactively.
 * @param plotlySource where the page finds plotly's source, relative to itself
 */
export function figureHtml(figure: Figure, title: string, plotlySource = 'plotly.js'): string {
  // "<" would end the script element where a text of the figure says so.
  const json = JSON.stringify({ data: figure.data, layout: figure.layout }).replace(/</g, '\\u003c');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<script src="${escapeHtml(plotlySource)}"></script>
<div id="figure"></div>
<script>
const { data, layout } = ${json};
Plotly.newPlot('figure', data, layout, { responsive: true });
</script>
</html>
`;
}

/** Text that a browser shows as it is, whatever it contains. */
export function escapeHtml(text: string): string {
  const codes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => codes[character] as string);
}

/** Width and height of a figure in pixels; plotly's own defaults where it says none. */
export function figureSize({ layout }: Figure): { width: number; height: number } {
  const { width, height } = layout;
  return { width: typeof width === 'number' ? width : 700, height: typeof height === 'number' ? height : 450 };
}
