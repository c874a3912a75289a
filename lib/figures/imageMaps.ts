import { buttonRow, buttonsHeight, colourAxis, colourMapButtons } from './controls';
import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout, type Trace } from './figure';
import { panelGrid, panelTitle } from './panels';

/** How maps of queries and images are titled and laid out. */
export interface ImageMapsOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** Heads in a row (default 4). */
  columns?: number;
  /** Names of the heads. Default: `head 1` and so on. */
  names?: readonly string[];
}

/** Weights [rows, columns], such as [R, N]. */
export type Weights = readonly (readonly number[])[];

/** Of the colour bar, with its numbers. */
const barWidth = 90;

/**
 * The attention map of each head, a row a query and a column an image, all on one scale of colours (the form of the paper's
 * Fig. 6, below).
 * @param heads [heads, R, N] @throws if there are no heads, or they differ in shape
 */
export function imageMaps(heads: readonly Weights[], options: ImageMapsOptions): Figure {
  const [queries, images] = checkHeads(heads);
  const { title, notice, columns = 4, names = heads.map((_, head) => `head ${head + 1}`) } = options;
  const sides = { width: Math.min(170, Math.max(110, 22 * images)), height: Math.min(190, Math.max(90, 9 * queries)) };
  const { places, width, height } = panelGrid(heads.length, { columns, ...sides, gapX: 26, gapY: 40 });
  const head = heading(escapeMarkup(title), notice && escapeMarkup(notice));
  const margin = { l: 64, r: barWidth, t: headingHeight(head) + buttonsHeight + 26, b: 60 };
  const layout: Layout = {};
  const data = heads.map((z, i): Trace => {
    const { x, y, xaxis, yaxis, domain, bottom, column } = places[i]!;
    const bare = { showgrid: false, ticks: '' };
    layout[xaxis] = {
      ...bare,
      domain: domain.x,
      anchor: y,
      tickvals: some(images, 6),
      showticklabels: bottom,
      title: bottom ? 'image' : '',
    };
    layout[yaxis] = {
      ...bare,
      domain: domain.y,
      anchor: x,
      range: [queries + 0.5, 0.5],
      tickvals: some(queries, 4),
      showticklabels: column === 0,
      title: column === 0 ? 'query' : '',
    };
    const hovertemplate = 'query %{y}, image %{x}: %{z:.3f}<extra></extra>';
    return {
      type: 'heatmap',
      z,
      x0: 1,
      dx: 1,
      y0: 1,
      dy: 1,
      coloraxis: 'coloraxis',
      hovertemplate,
      xaxis: x,
      yaxis: y,
    };
  });
  const buttons = buttonRow(colourMapButtons(), { width, height });
  return figure(
    data,
    {
      title: head,
      width: width + margin.l + margin.r,
      height: height + margin.t + margin.b,
      margin,
      ...layout,
      coloraxis: colourAxis({ cmin: 0, cmax: Math.max(...heads.flat(2)) }),
      annotations: places.map((place, i) => panelTitle(escapeMarkup(names[i] ?? ''), place)),
      updatemenus: [{ ...buttons, y: 1 + 32 / height }],
    },
    altOf(title, heads),
  );
}

/** @returns R and N @throws unless all heads are matrices of one shape */
export function checkHeads(heads: readonly Weights[]): [queries: number, instances: number] {
  const [queries, instances] = [heads[0]?.length ?? 0, heads[0]?.[0]?.length ?? 0];
  if (queries === 0 || instances === 0) throw new Error('Found no weights, expected [heads, queries, instances].');
  heads.forEach((map, head) => {
    if (map.length === queries && map.every((row) => row.length === instances)) return;
    const found = `[${map.length}, ${[...new Set(map.map((row) => row.length))].join(' or ')}]`;
    throw new Error(`Found weights ${found} of head ${head}, expected [${queries}, ${instances}] as of head 0.`);
  });
  return [queries, instances];
}

/** Numbers from 1 to `count`, at most about `most` of them. */
function some(count: number, most: number): number[] {
  const step = Math.ceil(count / most);
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => 1 + i * step);
}

function altOf(title: string, heads: readonly Weights[]): string {
  const images = heads[0]![0]!.map((_, image) => meanOver(heads.flatMap((map) => map.map((row) => row[image]!))));
  const shares = images.map((weight, image) => `image ${image + 1} ${(100 * weight).toFixed(0)} %`);
  return `${title}. Attention maps of ${heads.length} heads, ${heads[0]!.length} queries over ${images.length} images. Mean weights: ${shares.join(', ')}.`;
}

const meanOver = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
