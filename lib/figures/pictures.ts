import { colourBar } from './controls';
import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout, type Trace } from './figure';
import { dataUrl, type Picture } from './picture';
import { fontSizes } from './theme';

/** One field of a row of pictures. */
export interface Panel {
  /** Shown as it is, markup included. */
  title?: string;
  picture?: Picture;
  /** Drawn over the picture, stretched to its size, row 0 on top: weights of patches, an attention map; NaN where none is. */
  weights?: readonly (readonly number[])[];
}

/** How panels are laid out and coloured. */
export interface PanelsOptions {
  title?: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** Panels in a row (default: all, at most 6). */
  columns?: number;
  /** Side of a panel in pixels (default 150). */
  side?: number;
  /** How much the weights hide the picture, 0 to 1 (default 0.6). */
  opacity?: number;
  /** One scale of colours for all weights, so that panels compare (default true); else each has its own. */
  sharedScale?: boolean;
}

const gap = 12;
const titleHeight = 28;

/**
 * Pictures side by side, with weights drawn over them: each panel is a square with the picture's corners at 0 and 1.
 * Without a picture the weights stand alone.
 */
export async function picturePanels(panels: readonly Panel[], options: PanelsOptions = {}): Promise<Figure> {
  const { title, notice, columns = Math.min(6, panels.length), side = 150, sharedScale = true } = options;
  const rows = Math.ceil(panels.length / columns);
  const [width, height] = [columns * (side + gap) - gap, rows * (side + titleHeight)];
  const head = title === undefined ? undefined : heading(escapeMarkup(title), notice && escapeMarkup(notice));
  const margin = {
    l: 16,
    r: sharedScale && panels.some((panel) => panel.weights) ? 90 : 10,
    t: head ? headingHeight(head) : 10,
    b: 10,
  };
  const place = (i: number) => {
    const left = (i % columns) * (side + gap);
    const top = Math.floor(i / columns) * (side + titleHeight) + titleHeight;
    return { x: [left / width, (left + side) / width], y: [1 - (top + side) / height, 1 - top / height] };
  };
  const layout: Layout = {
    title: head,
    width: width + margin.l + margin.r,
    height: height + margin.t + margin.b,
    margin,
  };
  const range = sharedScale ? extremes(panels) : undefined;
  const sources = await Promise.all(panels.map(({ picture }) => picture && dataUrl(picture, 2 * side)));
  const data: Trace[] = [];
  const images: Layout[] = [];
  const annotations: Layout[] = [];
  panels.forEach((panel, i) => {
    const { x, y } = place(i);
    const axis = i === 0 ? '' : String(i + 1);
    const bare = { visible: false, range: [0, 1], fixedrange: true };
    layout[`xaxis${axis}`] = { ...bare, domain: x, anchor: `y${axis}` };
    layout[`yaxis${axis}`] = { ...bare, domain: y, anchor: `x${axis}` };
    data.push(weightsTrace(panel, axis, { ...options, range, first: data.every((trace) => !trace.showscale) }));
    if (sources[i]) images.push(imageOver(sources[i], { x, y }));
    if (panel.title) annotations.push(titleOf(panel.title, x, y));
  });
  return figure(data, { ...layout, images, annotations }, altOf(title, panels));
}

function altOf(title: string | undefined, panels: readonly Panel[]): string {
  const names = panels.map((panel, i) => `${panel.title ?? i + 1}${panel.weights ? ', with weights over it' : ''}`);
  return `${title ?? 'Pictures'}. ${panels.length === 1 ? 'One picture' : `${panels.length} pictures`}: ${names.join('; ')}.`;
}

interface Scale extends PanelsOptions {
  range?: { zmin: number; zmax: number };
  /** Whether this is the first of the weights: it shows the scale for all. */
  first: boolean;
}

function weightsTrace({ weights, picture }: Panel, axis: string, { opacity = 0.6, range, first }: Scale): Trace {
  const axes = { xaxis: `x${axis}`, yaxis: `y${axis}` };
  // A trace of nothing: without one plotly leaves out the axes, and the picture with them.
  if (!weights) return { type: 'scatter', x: [null], y: [null], showlegend: false, hoverinfo: 'skip', ...axes };
  const [rows, columns] = [weights.length, weights[0]!.length];
  return {
    type: 'heatmap',
    z: [...weights].reverse(),
    x0: 0.5 / columns,
    dx: 1 / columns,
    y0: 0.5 / rows,
    dy: 1 / rows,
    opacity: picture ? opacity : 1,
    showscale: range !== undefined && first,
    colorbar: colourBar(),
    hoverongaps: false,
    hovertemplate: 'weight %{z:.4f}<extra></extra>',
    ...range,
    ...axes,
  };
}

function extremes(panels: readonly Panel[]): Scale['range'] {
  const values = panels.flatMap(({ weights }) => weights?.flat() ?? []).filter((weight) => !Number.isNaN(weight));
  return values.length === 0 ? undefined : { zmin: Math.min(...values), zmax: Math.max(...values) };
}

/** A picture below the traces, stretched over a part of the figure. */
export const imageOver = (source: string, { x, y }: { x: readonly number[]; y: readonly number[] }): Layout => ({
  source,
  xref: 'paper',
  yref: 'paper',
  x: x[0],
  y: y[1],
  sizex: x[1]! - x[0]!,
  sizey: y[1]! - y[0]!,
  sizing: 'stretch',
  layer: 'below',
});

const titleOf = (text: string, [left, right]: number[], [, top]: number[]): Layout => ({
  text: escapeMarkup(text),
  xref: 'paper',
  yref: 'paper',
  x: (left! + right!) / 2,
  y: top,
  xanchor: 'center',
  yanchor: 'bottom',
  showarrow: false,
  font: { size: fontSizes.small },
});
