import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout, type Trace } from './figure';
import { measureText } from './text';
import { colours, faint, fontSizes, inks } from './theme';

/** A grid of instances, as PPEG lays them out. */
export interface InstanceGrid {
  rows: number;
  columns: number;
  /** The instance on each cell, row by row; a negative number where there is none. */
  cells: readonly number[];
}

/** How the drawing of PPEG is titled. */
export interface PpegDrawingOptions {
  title: string;
  /** Said below the title. */
  notice?: string;
  /** The instance whose neighbourhoods are drawn. Default: the one that is nearest to the middle of the grid. */
  instance?: number;
}

/** Sides of PPEG's kernels, each with the colour of its frame. */
const kernels = [
  { side: 7, color: colours[0], dash: 'solid' },
  { side: 5, color: colours[1], dash: 'dash' },
  { side: 3, color: colours[2], dash: 'dot' },
] as const;

const repeated = colours[4];
const longestSide = 460;

/**
 * What the three kernels of PPEG see around one instance: the grid with the number of the instance on each cell. On
 * TransMIL's square the last cells repeat the first instances; on a slide's own grid cells may be empty.
 * @throws if the cells are not rows x columns, there is no instance, or not the one asked for
 */
export function ppegDrawing(grid: InstanceGrid, options: PpegDrawingOptions): Figure {
  const { title, notice } = options;
  const { rows, columns, cells } = grid;
  if (cells.length !== rows * columns)
    throw new Error(`Found ${cells.length} cells, expected ${rows} x ${columns} = ${rows * columns}.`);
  const at = options.instance === undefined ? middleCell(grid) : cells.indexOf(options.instance);
  if (at < 0)
    throw new Error(`Found no instance ${options.instance ?? ''} on the grid, expected one of its cells to have it.`);
  const centre = { row: Math.floor(at / columns), column: at % columns };
  const cell = Math.max(6, Math.min(44, Math.floor(longestSide / Math.max(rows, columns))));
  const head = heading(escapeMarkup(title), notice && escapeMarkup(notice));
  const plot = { width: (columns + 1) * cell, height: (rows + 1) * cell };
  const margin = { l: 16, r: 240, t: headingHeight(head), b: 16 };
  const numbersFit = measureText(String(Math.max(...cells)), fontSizes.small).width < cell - 6;
  const seen = kernels.map(({ side }) => `${side} x ${side} sees ${instancesSeen(grid, centre, side)} instances`);
  return figure(
    [...cellTraces(grid, cell), ...kernels.map((kernel) => frameTrace(kernel, centre))],
    {
      title: head,
      width: plot.width + margin.l + margin.r,
      height: plot.height + margin.t + margin.b,
      margin,
      xaxis: { visible: false, range: [-1, columns] },
      yaxis: { visible: false, range: [rows, -1] },
      legend: { x: 1.02, y: 1, yanchor: 'top', itemsizing: 'constant' },
      showlegend: true,
      annotations: cells.flatMap((instance, i) =>
        (instance >= 0 && numbersFit) || i === at ? [numberOf(instance, i, grid, i === at)] : [],
      ),
    },
    `${title}. A grid of ${rows} rows and ${columns} columns. Around instance ${cells[at]}: ${seen.join(', ')}.`,
  );
}

/** The cell with an instance that is nearest to the middle; -1 if all are empty. */
function middleCell({ rows, columns, cells }: InstanceGrid): number {
  const distance = (cell: number) =>
    Math.hypot(Math.floor(cell / columns) - (rows - 1) / 2, (cell % columns) - (columns - 1) / 2);
  const taken = cells.flatMap((instance, cell) => (instance < 0 ? [] : [cell]));
  return taken.reduce((best, cell) => (best < 0 || distance(cell) < distance(best) ? cell : best), -1);
}

function instancesSeen(
  { columns, cells }: InstanceGrid,
  centre: { row: number; column: number },
  side: number,
): number {
  const reach = (side - 1) / 2;
  const near = cells.filter((instance, cell) => {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    return instance >= 0 && Math.abs(row - centre.row) <= reach && Math.abs(column - centre.column) <= reach;
  });
  return new Set(near).size;
}

/** Squares in three kinds: instances, cells that repeat one, empty cells. */
function cellTraces({ columns, cells }: InstanceGrid, cell: number): Trace[] {
  const known = new Set<number>();
  const kinds = cells.map((instance) => {
    if (instance < 0) return 'no instance';
    if (known.has(instance)) return 'an instance again';
    known.add(instance);
    return 'instance';
  });
  const looks = [
    { kind: 'instance', color: faint(colours[0], 0.18), line: faint(colours[0], 0.6), symbol: 'square' },
    { kind: 'an instance again', color: faint(repeated, 0.3), line: repeated, symbol: 'square' },
    { kind: 'no instance', color: inks.surface, line: inks.grid, symbol: 'square-x' },
  ];
  return looks.flatMap(({ kind, color, line, symbol }): Trace[] => {
    const places = kinds.flatMap((found, i) => (found === kind ? [i] : []));
    if (places.length === 0) return [];
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name: kind,
        x: places.map((i) => i % columns),
        y: places.map((i) => Math.floor(i / columns)),
        text: places.map((i) => (cells[i]! < 0 ? kind : `${kind} ${cells[i]}`)),
        hovertemplate: '%{text}<extra></extra>',
        marker: { symbol, size: cell - 3, color, line: { color: line, width: 1 } },
      },
    ];
  });
}

/** A kernel's frame around a cell; smaller ones lie within. */
function frameTrace(
  { side, color, dash }: (typeof kernels)[number],
  { row, column }: { row: number; column: number },
): Trace {
  const reach = side / 2;
  const [left, right, top, bottom] = [column - reach, column + reach, row - reach, row + reach];
  return {
    type: 'scatter',
    mode: 'lines',
    name: `kernel ${side} × ${side}`,
    x: [left, right, right, left, left],
    y: [top, top, bottom, bottom, top],
    line: { color, dash, width: 3 },
    hoverinfo: 'skip',
  };
}

const numberOf = (instance: number, cell: number, { columns }: InstanceGrid, chosen: boolean): Layout => ({
  text: chosen ? `<b>${instance}</b>` : String(instance),
  x: cell % columns,
  y: Math.floor(cell / columns),
  showarrow: false,
  font: { size: chosen ? fontSizes.text : fontSizes.small },
});
