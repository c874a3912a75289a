import type { Layout } from './figure';
import { measureText } from './text';
import { fontSizes } from './theme';

export interface PanelGridOptions {
  columns: number;
  /** Of a panel's plotting area, in pixels. */
  width: number;
  height: number;
  /** Between plotting areas, in pixels. */
  gapX: number;
  gapY: number;
}

/** Where one of several plots of a figure lies. */
export interface PanelPlace {
  /** As traces name the axes: `x2`. */
  x: string;
  y: string;
  /** As the layout names them: `xaxis2`. */
  xaxis: string;
  yaxis: string;
  domain: { x: [number, number]; y: [number, number] };
  row: number;
  column: number;
  /** Whether no panel lies below. */
  bottom: boolean;
}

/** Places of `count` plots, row by row, and the size of all of them in pixels. */
export function panelGrid(
  count: number,
  options: PanelGridOptions,
): { places: PanelPlace[]; width: number; height: number } {
  const columns = Math.min(options.columns, count);
  const rows = Math.ceil(count / columns);
  const width = columns * (options.width + options.gapX) - options.gapX;
  const height = rows * (options.height + options.gapY) - options.gapY;
  const places = Array.from({ length: count }, (_, i): PanelPlace => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const [left, top] = [column * (options.width + options.gapX), row * (options.height + options.gapY)];
    const number = i === 0 ? '' : String(i + 1);
    const domain: PanelPlace['domain'] = {
      x: [left / width, (left + options.width) / width],
      y: [1 - (top + options.height) / height, 1 - top / height],
    };
    const names = { x: `x${number}`, y: `y${number}`, xaxis: `xaxis${number}`, yaxis: `yaxis${number}` };
    return { ...names, domain, row, column, bottom: i + columns >= count };
  });
  return { places, width, height };
}

/** A title of one panel, at its upper left; plotly's markup. */
export const panelTitle = (text: string, { domain }: PanelPlace): Layout => ({
  text: `<b>${text}</b>`,
  xref: 'paper',
  yref: 'paper',
  x: domain.x[0],
  y: domain.y[1],
  xanchor: 'left',
  yanchor: 'bottom',
  yshift: 4,
  showarrow: false,
  font: { size: fontSizes.text },
});

/** From an entry's line to the next entry, without the text of the entry: plotly's own distances. */
const entryRoom = 62;
const entryHeight = 21;

/** A legend in rows above the plots. @returns it, and the room that it needs in pixels */
export function legendAbove(names: readonly string[], plot: { width: number; height: number }, distance: number) {
  const widths = names.map((name) => measureText(name, fontSizes.small).width + entryRoom);
  const inOneRow = widths.reduce((sum, width) => sum + width, 0) <= plot.width;
  const rows = inOneRow ? 1 : Math.ceil(names.length / Math.max(1, Math.floor(plot.width / Math.max(...widths))));
  const legend: Layout = { orientation: 'h', x: 0, xanchor: 'left', y: 1 + distance / plot.height, yanchor: 'bottom' };
  return { legend, room: rows * entryHeight + 10 };
}
