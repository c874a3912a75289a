import { growthExponent } from '../study';
import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout, type Trace } from './figure';
import { type Look, looksOf } from './looks';
import { type PanelPlace, panelGrid, panelTitle } from './panels';
import { checkRows, distinct, grouped } from './scores';
import { fontSizes } from './theme';

/** One measured cost. */
export interface CostRow {
  /** What was measured, such as `CSA`. */
  name: string;
  /** What grows, and its symbol: `instances, M`; each has its column of plots. */
  against: string;
  size: number;
  /** Such as `time, s` or `memory, bytes`; each has its row of plots. */
  quantity: string;
  value: number;
}

/** How costs are titled and fitted. */
export interface ComplexityPlotOptions {
  title: string;
  /** Said below the title: on which machine, with what else fixed. */
  notice?: string;
  /** Exponents are fitted over so many of the largest sizes, where overhead no longer counts (default 3). */
  fitted?: number;
}

const panel = { width: 350, height: 290, gapX: 96, gapY: 84 };
/** Height of a name in a legend, in pixels. */
const legendLine = 23;
const margin = { l: 84, r: 24, b: 62 };

/**
 * Costs against sizes on logarithmic axes, where y ~ x^p is a line of slope p; the legend says p, fitted over the largest
 * sizes.
 * @throws if there are no rows, or a size or a value is not positive
 */
export function complexityPlot(rows: readonly CostRow[], options: ComplexityPlotOptions): Figure {
  const { title, notice, fitted = 3 } = options;
  checkRows(rows, ['size', 'value']);
  const wrong = rows.find(({ size, value }) => size <= 0 || value <= 0);
  if (wrong) throw new Error(`Found the row ${JSON.stringify(wrong)}, expected a positive size and value.`);
  const quantities = distinct(rows.map(({ quantity }) => quantity));
  const variables = distinct(rows.map(({ against }) => against));
  // One variable: its quantities side by side.
  const columns = variables.length > 1 ? variables.length : quantities.length;
  const contents = quantities.flatMap((quantity) => variables.map((against) => ({ quantity, against })));
  const { places, width, height } = panelGrid(contents.length, { columns, ...panel });
  const looks = looksOf(distinct(rows.map(({ name }) => name)));
  const head = heading(escapeMarkup(title), notice && escapeMarkup(notice));
  const layout: Layout = {};
  const data: Trace[] = [];
  const said: string[] = [];
  contents.forEach(({ quantity, against }, i) => {
    const place = places[i]!;
    const own = rows.filter((row) => row.quantity === quantity && row.against === against);
    layout[place.xaxis] = { ...sizesAxis(own), title: escapeMarkup(against), domain: place.domain.x, anchor: place.y };
    const range = rangeBelowLegend(own);
    layout[place.yaxis] = { type: 'log', exponentformat: 'power', domain: place.domain.y, anchor: place.x, range };
    layout[legendName(i)] = legendIn(place);
    for (const [name, look] of looks) {
      const curve = own.filter((row) => row.name === name).sort((a, b) => a.size - b.size);
      if (curve.length === 0) continue;
      const exponent = exponentOf(curve.slice(-fitted));
      data.push(traceOf(name, exponent, curve, look, place, legendName(i)));
      if (exponent) said.push(`${quantity} of ${name} grows as ${against} to the power of ${exponent}`);
    }
  });
  const top = headingHeight(head) + 26;
  return figure(
    data,
    {
      title: head,
      width: width + margin.l + margin.r,
      height: height + top + margin.b,
      margin: { ...margin, t: top },
      ...layout,
      annotations: places.map((place, i) => panelTitle(escapeMarkup(contents[i]!.quantity), place)),
      showlegend: true,
    },
    `${title}. On logarithmic axes: ${said.join('; ')}.`,
  );
}

/** `M` of `instances, M`. */
const symbolOf = (against: string) => against.split(', ').at(-1)!;

const legendName = (panel: number) => (panel === 0 ? 'legend' : `legend${panel + 1}`);

/** Two digits of the exponent; of one size there is none. */
const exponentOf = (curve: readonly CostRow[]): string | undefined =>
  curve.length < 2 ? undefined : growthExponent(curve.map(({ size, value }) => ({ x: size, y: value }))).toFixed(2);

function traceOf(
  name: string,
  exponent: string | undefined,
  curve: readonly CostRow[],
  look: Look,
  place: PanelPlace,
  legend: string,
): Trace {
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name:
      escapeMarkup(name) + (exponent ? ` ∝ ${escapeMarkup(symbolOf(curve[0]!.against))}<sup>${exponent}</sup>` : ''),
    legend,
    legendgroup: escapeMarkup(name),
    x: curve.map(({ size }) => size),
    y: curve.map(({ value }) => value),
    hovertemplate: '%{fullData.name}<br>%{x:,}: %{y:.3s}<extra></extra>',
    line: { color: look.color, dash: look.dash, width: 2.5 },
    marker: { color: look.color, symbol: look.symbol, size: 8 },
    xaxis: place.x,
    yaxis: place.y,
  };
}

/** The measured sizes as ticks, as many as there is room for. */
function sizesAxis(rows: readonly CostRow[]): Layout {
  const sizes = distinct(rows.map(({ size }) => size)).sort((a, b) => a - b);
  const step = Math.ceil(sizes.length / 6);
  const shown = sizes.filter((_, i) => (sizes.length - 1 - i) % step === 0);
  return { type: 'log', tickvals: shown, ticktext: shown.map(grouped), minor: { ticks: '' } };
}

/** Exponents of ten at the ends of a y axis whose values all lie below the plot's legend. */
function rangeBelowLegend(rows: readonly CostRow[]): [number, number] {
  const exponents = rows.map(({ value }) => Math.log10(value));
  const [low, high] = [Math.min(...exponents), Math.max(...exponents)];
  const names = distinct(rows.map(({ name }) => name)).length;
  const covered = Math.min(0.7, (names * legendLine + 12) / panel.height);
  const span = Math.max(high - low, 0.3);
  return [low - 0.06 * span, low + (1.06 * span) / (1 - covered)];
}

/** In the upper left of a plot, above its lines. */
const legendIn = ({ domain }: PanelPlace): Layout => ({
  x: domain.x[0] + 0.005,
  xanchor: 'left',
  y: domain.y[1],
  yanchor: 'top',
  font: { size: fontSizes.small },
});
