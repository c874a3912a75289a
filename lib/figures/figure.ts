import { template } from './theme';

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
  /** What is to be seen, for those who do not see it: plain text. */
  readonly alt?: string;
}

const size = { width: 760, height: 440 };
const logAxis: Layout = { dtick: 1, minor: { ticks: 'outside', ticklen: 3 } };

/**
 * A figure in the one look of this project; whatever `data` and `layout` say wins over it. Titles may be given as text.
 * @param data the traces  @param layout titles, axes and so on  @param alt what is to be seen, as plain text
 */
export function figure(data: readonly Trace[], layout: Layout = {}, alt?: string): Figure {
  const { title, margin, ...rest } = layout;
  const heading = title === undefined ? undefined : asTitle(title);
  const styled: Layout = {
    template,
    ...size,
    ...rest,
    margin: { l: 70, r: 30, t: headingHeight(heading), b: 60, ...(margin as object) },
  };
  if (heading) styled.title = heading;
  for (const name of Object.keys(rest)) if (/^[xy]axis\d*$/.test(name)) styled[name] = styledAxis(rest[name] as Layout);
  return { data: data.map(styledTrace), layout: styled, ...(alt === undefined ? {} : { alt }) };
}

function styledTrace(trace: Trace): Trace {
  const continuous = trace.type === 'heatmap' || trace.type === 'contour';
  // One that shares its colours with others has them from the axis of colours.
  return continuous && !trace.coloraxis ? { colorscale: 'Viridis', ...trace } : trace;
}

function styledAxis({ title, ...given }: Layout): Layout {
  const styled = { ...(given.type === 'log' ? logAxis : {}), ...given };
  return title === undefined ? styled : { ...styled, title: asTitle(title) };
}

function asTitle(title: unknown): Layout {
  return typeof title === 'string' ? { text: title } : (title as Layout);
}

/** The room above the plot that a title and the line below it take, in pixels. */
export function headingHeight(title?: Layout): number {
  if (!title?.text) return 30;
  return (title.subtitle as Layout | undefined)?.text ? 88 : 62;
}

/** A title, and below it, smaller, what must be known of the data. Both are plotly's markup. */
export const heading = (text: string | undefined, notice: string | undefined): Layout => ({
  text: text ?? '',
  ...(notice ? { subtitle: { text: notice } } : {}),
});
