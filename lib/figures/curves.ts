import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout, type Trace } from './figure';
import { type Look, looksOf } from './looks';
import { legendAbove, type PanelPlace, panelGrid, panelTitle } from './panels';
import { distinct, grouped, type SeedMean, seedMean } from './scores';
import { faint, fontSizes, inks } from './theme';

/** One value of one seed. */
export interface CurvePoint {
  variant: string;
  seed: number;
  at: number;
  value: number;
}

/** A value that does not depend on what is counted along the axis: a baseline, an upper bound. */
export interface Level {
  label: string;
  value: number;
}

/** A plot of one metric. */
export interface CurvePanel {
  title: string;
  points: readonly CurvePoint[];
  levels?: readonly Level[];
  /** Published values: dotted, with open symbols. */
  paper?: readonly Omit<CurvePoint, 'seed'>[];
  /** The range of its y axis is that of all panels of the same scale (default: each its own). */
  scale?: string;
  /** Which end of a variant's mean line gets a ring. */
  mark?: 'highest' | 'lowest';
}

export interface CurvesOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** Axis of `at`. */
  xaxis: Layout;
  columns: number;
  variants: readonly string[];
}

const panel = { width: 330, height: 215, gapX: 70, gapY: 66 };
const alone = { width: 640, height: 320, gapX: 70, gapY: 66 };
const margin = { l: 62, r: 24, b: 62 };

/** Lines of variants, mean over seeds in a band of one standard deviation, in one plot for each metric. */
export function curves(panels: readonly CurvePanel[], options: CurvesOptions, alt: string): Figure {
  const { places, width, height } = panelGrid(panels.length, {
    columns: options.columns,
    ...(panels.length > 1 ? panel : alone),
  });
  const looks = looksOf(options.variants);
  const layout: Layout = {};
  const annotations: Layout[] = [];
  const shapes: Layout[] = [];
  const data: Trace[] = [];
  panels.forEach((content, i) => {
    const place = places[i]!;
    layout[place.xaxis] = xaxisOf(options.xaxis, place);
    layout[place.yaxis] = { domain: place.domain.y, anchor: place.x, nticks: 6, range: rangeOf(content, panels) };
    annotations.push(panelTitle(escapeMarkup(content.title), place), ...levelLabels(content, place));
    shapes.push(...levelLines(content, place));
    for (const [variant, look] of looks) data.push(...variantTraces(content, variant, look, place));
  });
  const legendNames = data.filter((trace) => trace.showlegend !== false).map((trace) => trace.name!);
  onceInLegend(data);
  const { legend, room } = legendAbove(distinct(legendNames), { width, height }, 28);
  const title = heading(escapeMarkup(options.title), options.notice && escapeMarkup(options.notice));
  const top = headingHeight(title) + room + 14;
  const size = { width: width + margin.l + margin.r, height: height + top + margin.b };
  return figure(
    data,
    { title, ...size, margin: { ...margin, t: top }, legend, showlegend: true, ...layout, annotations, shapes },
    alt,
  );
}

function xaxisOf({ title, ...given }: Layout, { domain, y, bottom }: PanelPlace): Layout {
  return { ...given, ...(bottom ? { title } : {}), domain: domain.x, anchor: y };
}

/** All that a plot shows, with some room for the labels of levels. */
function rangeOf(content: CurvePanel, panels: readonly CurvePanel[]): [number, number] {
  const same = content.scale === undefined ? [content] : panels.filter(({ scale }) => scale === content.scale);
  const values = same.flatMap(({ points, levels = [], paper = [] }) =>
    [...points, ...levels, ...paper].map(({ value }) => value),
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.1 * (high - low || Math.abs(high) || 1);
  return [low - room, high + room];
}

/** The mean over seeds at each place, in order. */
export function meansOf(points: readonly Omit<CurvePoint, 'variant'>[]): ({ at: number } & SeedMean)[] {
  const places = distinct(points.map(({ at }) => at)).sort((a, b) => a - b);
  return places.map((at) => ({ at, ...seedMean(points.filter((point) => point.at === at).map(({ value }) => value)) }));
}

function variantTraces(
  { points, paper = [], mark }: CurvePanel,
  variant: string,
  look: Look,
  place: PanelPlace,
): Trace[] {
  const own = points.filter((point) => point.variant === variant);
  const published = paper.filter((point) => point.variant === variant).sort((a, b) => a.at - b.at);
  const axes = { xaxis: place.x, yaxis: place.y };
  const name = escapeMarkup(variant);
  const traces: Trace[] = [];
  if (own.length > 0) {
    const means = meansOf(own);
    if (means.some(({ seeds }) => seeds > 1)) traces.push(bandOf(means, look), seedsOf(own, look));
    traces.push(lineOf(name, means, look));
    if (mark) traces.push(ringOf(means, look, mark));
  }
  if (published.length > 0) traces.push(publishedLine(`${name}, paper`, published, look));
  return traces.map((trace) => ({ ...trace, ...axes, legendgroup: trace.legendgroup ?? name }));
}

const silent = { hoverinfo: 'skip', showlegend: false } as const;

function bandOf(means: ReturnType<typeof meansOf>, { color }: Look): Trace {
  const sides = means.filter(({ seeds }) => seeds > 1);
  const back = [...sides].reverse();
  return {
    type: 'scatter',
    mode: 'lines',
    x: [...sides, ...back].map(({ at }) => at),
    y: [
      ...sides.map(({ mean, deviation }) => mean + deviation),
      ...back.map(({ mean, deviation }) => mean - deviation),
    ],
    fill: 'toself',
    fillcolor: faint(color, 0.16),
    line: { width: 0 },
    ...silent,
  };
}

function seedsOf(points: readonly CurvePoint[], { color, symbol }: Look): Trace {
  const marker = { color, symbol, size: 5, opacity: 0.35 };
  return {
    type: 'scatter',
    mode: 'markers',
    x: points.map(({ at }) => at),
    y: points.map(({ value }) => value),
    marker,
    ...silent,
  };
}

function lineOf(name: string, means: ReturnType<typeof meansOf>, { color, dash, symbol }: Look): Trace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: means.map(({ at }) => at),
    y: means.map(({ mean }) => mean),
    text: means.map(({ deviation, seeds }) => (seeds > 1 ? ` ± ${deviation.toFixed(3)}, ${seeds} seeds` : '')),
    hovertemplate: '%{fullData.name}<br>%{x:,}: %{y:.3f}%{text}<extra></extra>',
    line: { color, dash, width: 2.5 },
    marker: { color, symbol, size: 8 },
  };
}

function ringOf(means: ReturnType<typeof meansOf>, { color }: Look, mark: 'highest' | 'lowest'): Trace {
  const sign = mark === 'highest' ? 1 : -1;
  const best = means.reduce((found, point) => (sign * point.mean > sign * found.mean ? point : found));
  const marker = { symbol: 'circle-open', size: 15, color, line: { width: 2 } };
  return { type: 'scatter', mode: 'markers', x: [best.at], y: [best.mean], marker, ...silent };
}

function publishedLine(name: string, points: readonly Omit<CurvePoint, 'seed'>[], { color, symbol }: Look): Trace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    legendgroup: name,
    x: points.map(({ at }) => at),
    y: points.map(({ value }) => value),
    hovertemplate: '%{fullData.name}<br>%{x:,}: %{y:.3f}<extra></extra>',
    line: { color, dash: 'dot', width: 1.5 },
    marker: { color, symbol: `${symbol}-open`, size: 9, line: { width: 1.5 } },
  };
}

/** A variant stands in the legend once, however many plots have it. */
function onceInLegend(data: Trace[]): void {
  const listed = new Set<string>();
  for (const trace of data) {
    if (trace.showlegend === false) continue;
    trace.showlegend = !listed.has(trace.name!);
    listed.add(trace.name!);
  }
}

const levelLines = ({ levels = [] }: CurvePanel, { x, y }: PanelPlace): Layout[] =>
  levels.map(({ value }) => ({
    type: 'line',
    xref: `${x} domain`,
    yref: y,
    x0: 0,
    x1: 1,
    y0: value,
    y1: value,
    line: { color: inks.muted, width: 1.5, dash: 'dot' },
    layer: 'below',
  }));

/** Labels at the right, on the side of the line that is away from the curves. */
function levelLabels({ levels = [], points }: CurvePanel, { x, y }: PanelPlace): Layout[] {
  const middle = seedMean(points.map(({ value }) => value)).mean;
  return levels.map(({ label, value }) => ({
    text: `${escapeMarkup(label)} ${value.toFixed(3)}`,
    xref: `${x} domain`,
    yref: y,
    x: 1,
    y: value,
    xanchor: 'right',
    yanchor: value < middle ? 'top' : 'bottom',
    showarrow: false,
    font: { size: fontSizes.small, color: inks.muted },
  }));
}

/** Where the lines of a plot begin and end, in words. */
export function describeCurves({ title, points, levels = [] }: CurvePanel, variants: readonly string[]): string {
  const lines = variants.flatMap((variant) => {
    const means = meansOf(points.filter((point) => point.variant === variant));
    const say = ({ at, mean }: { at: number; mean: number }) => `${mean.toFixed(3)} at ${grouped(at)}`;
    if (means.length === 0) return [];
    return [`${variant} ${distinct([means[0]!, means.at(-1)!].map(say)).join(' to ')}`];
  });
  return `${title}: ${[...lines, ...levels.map(({ label, value }) => `${label} ${value.toFixed(3)}`)].join(', ')}.`;
}
