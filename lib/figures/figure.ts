/** One plotly trace: https://plotly.com/javascript/reference/ tells the attributes of each type. */
export interface Trace {
  type?: 'scatter' | 'bar' | 'heatmap' | 'box' | 'histogram' | 'violin' | 'contour' | 'pie' | 'table';
  name?: string;
  [attribute: string]: unknown;
}

/** A plotly layout: titles, axes, legend, annotations; see the same reference. */
export type Layout = Record<string, unknown>;

/** A complete plotly figure, ready to show or to render. */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: Layout;
}

/** Okabe and Ito's colours, told apart with every common colour blindness; yellow, too pale for lines, is left out. */
export const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'] as const;

const axis: Layout = {
  gridcolor: '#E5E5E5',
  linecolor: '#444444',
  zeroline: false,
  ticks: 'outside',
  automargin: true,
};
const logAxis: Layout = { dtick: 1, minor: { ticks: 'outside', ticklen: 3 } };
const titleDistance = { standoff: 12 };

const house: Layout = {
  width: 760,
  height: 440,
  font: { family: 'DejaVu Sans', size: 13, color: '#222222' },
  colorway: colours,
  paper_bgcolor: '#FFFFFF',
  plot_bgcolor: '#FFFFFF',
};

/**
 * A figure in the one style of this project; whatever `data` and `layout` say wins over it. Titles may be given as text.
 * @param data the traces  @param layout titles, axes and so on
 */
export function figure(data: readonly Trace[], layout: Layout = {}): Figure {
  const { title, font, margin, ...rest } = layout;
  const styled: Layout = {
    ...house,
    ...rest,
    font: { ...(house.font as object), ...(font as object) },
    margin: { l: 70, r: 30, t: title === undefined ? 30 : 60, b: 60, ...(margin as object) },
  };
  if (title !== undefined) styled.title = asTitle(title);
  for (const name of axisNames(data, layout)) styled[name] = styledAxis((layout[name] ?? {}) as Layout);
  return { data: data.map(styledTrace), layout: styled };
}

function styledTrace(trace: Trace): Trace {
  const continuous = trace.type === 'heatmap' || trace.type === 'contour';
  return continuous ? { colorscale: 'Viridis', ...trace } : trace;
}

function styledAxis({ title, ...given }: Layout): Layout {
  const styled = { ...axis, ...(given.type === 'log' ? logAxis : {}), ...given };
  return title === undefined ? styled : { ...styled, title: { ...titleDistance, ...asTitle(title) } };
}

function asTitle(title: unknown): Layout {
  return typeof title === 'string' ? { text: title } : (title as Layout);
}

/** The axes that the traces draw on or that the layout describes, such as `xaxis` and `yaxis2`. */
function axisNames(data: readonly Trace[], layout: Layout): Set<string> {
  const names = new Set(Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name)));
  for (const trace of data) {
    if (trace.type === 'pie' || trace.type === 'table') continue;
    names.add(`xaxis${String(trace.xaxis ?? 'x').slice(1)}`);
    names.add(`yaxis${String(trace.yaxis ?? 'y').slice(1)}`);
  }
  return names;
}
