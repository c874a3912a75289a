import {
  buttonRow,
  buttonsHeight,
  colourAxis,
  colourMapButtons,
  colourMapsWidth,
  controlsWidth,
  coverButtons,
} from './controls';
import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout, type Trace } from './figure';
import { dataUrl, type Picture, resized } from './picture';
import { imageOver, picturePanels } from './pictures';
import { fontSizes } from './theme';

/** One instance of a slide: where it lies, counted in patches, and how much it weighs. */
export interface SlidePatch {
  row: number;
  column: number;
  weight: number;
  picture?: Picture;
}

/** How what lies on a slide is drawn. */
export interface SlideOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** How many patches are marked or shown, the heaviest first (default 8). */
  top?: number;
}

const longestSide = 560;
/** The surface of a slide without tissue. */
const glass = 240;

/**
 * The weights of a slide's patches drawn where they lie, over the slide put together from them; the heaviest are numbered.
 * Buttons choose the colours, and whether slide, weights or both are seen.
 * @throws if there are no patches, a place is no whole number, or two patches lie at one place
 */
export async function slideOverlay(patches: readonly SlidePatch[], options: SlideOptions): Promise<Figure> {
  const { title, notice, top = 8 } = options;
  const map = gridOf(patches);
  const cell = Math.max(3, Math.min(64, Math.floor(longestSide / Math.max(map.rows, map.columns))));
  const plot = { width: Math.max(controlsWidth, map.columns * cell), height: map.rows * cell };
  const head = heading(escapeMarkup(title), notice && escapeMarkup(notice));
  const margin = { l: 16, r: 100, t: headingHeight(head) + buttonsHeight, b: 20 };
  const marked = heaviest(patches, top);
  // A narrow slide stands at the left of what the buttons need.
  const share = (map.columns * cell) / plot.width;
  const mosaic = await mosaicOf(patches, map, cell);
  const weights: Trace = {
    type: 'heatmap',
    z: map.weights,
    x0: map.left,
    dx: 1,
    y0: map.top,
    dy: 1,
    coloraxis: 'coloraxis',
    opacity: mosaic ? 0.55 : 1,
    hoverongaps: false,
    hovertemplate: 'row %{y}, column %{x}: %{z:.3%}<extra></extra>',
  };
  return figure(
    [weights, numbersOf(marked, cell)],
    {
      title: head,
      width: plot.width + margin.l + margin.r,
      height: plot.height + margin.t + margin.b,
      margin,
      xaxis: { visible: false, domain: [0, share], range: [map.left - 0.5, map.left + map.columns - 0.5] },
      yaxis: { visible: false, range: [map.top + map.rows - 0.5, map.top - 0.5] },
      coloraxis: colourAxis({ colorbar: { tickformat: '.2~%' } }),
      images: mosaic ? [imageOver(await dataUrl(mosaic, 2 * longestSide), { x: [0, share], y: [0, 1] })] : [],
      shapes: marked.map(frameOf),
      updatemenus: [colourMapButtons(), ...(mosaic ? [coverButtons([0], 0.55, colourMapsWidth)] : [])].map((row) =>
        buttonRow(row, plot),
      ),
      showlegend: false,
    },
    `${title}. ${patches.length} patches. ${listOf(marked)}`,
  );
}

/**
 * The heaviest patches of a slide, with their weights and places.
 * @throws if one of them has no picture
 */
export async function patchGallery(
  patches: readonly SlidePatch[],
  options: SlideOptions & { columns?: number; side?: number },
): Promise<Figure> {
  const { top = 8, columns = 4, ...rest } = options;
  const shown = heaviest(patches, top);
  const bare = shown.find(({ picture }) => !picture);
  if (bare) throw new Error(`The patch at row ${bare.row}, column ${bare.column} has no picture.`);
  const panels = shown.map(({ picture, weight }, i) => ({ picture, title: `${i + 1}: ${percent(weight)}` }));
  const drawn = await picturePanels(panels, { columns: Math.min(columns, panels.length), side: 150, ...rest });
  return { ...drawn, alt: `${options.title}. ${listOf(shown)}` };
}

const percent = (weight: number) => `${Number((100 * weight).toPrecision(3))} %`;

const listOf = (patches: readonly SlidePatch[]) =>
  `The heaviest patches: ${patches.map(({ row, column, weight }) => `row ${row}, column ${column} (${percent(weight)})`).join('; ')}.`;

const heaviest = (patches: readonly SlidePatch[], count: number): SlidePatch[] =>
  [...patches].sort((a, b) => b.weight - a.weight).slice(0, count);

interface SlideGrid {
  top: number;
  left: number;
  rows: number;
  columns: number;
  /** null where no patch lies. */
  weights: (number | null)[][];
}

function gridOf(patches: readonly SlidePatch[]): SlideGrid {
  if (patches.length === 0) throw new Error('Found no patches, expected at least one.');
  for (const { row, column, weight } of patches)
    if (!Number.isInteger(row) || !Number.isInteger(column) || !Number.isFinite(weight))
      throw new Error(`Found weight ${weight} at row ${row}, column ${column}; expected a number at whole numbers.`);
  const [rows, columns] = [patches.map(({ row }) => row), patches.map(({ column }) => column)];
  const [top, left] = [Math.min(...rows), Math.min(...columns)];
  const size = { rows: Math.max(...rows) - top + 1, columns: Math.max(...columns) - left + 1 };
  const weights = Array.from({ length: size.rows }, () => new Array<number | null>(size.columns).fill(null));
  for (const { row, column, weight } of patches) {
    if (weights[row - top]![column - left] !== null)
      throw new Error(`Two patches lie at row ${row}, column ${column}.`);
    weights[row - top]![column - left] = weight;
  }
  return { top, left, ...size, weights };
}

/** The slide put together from its patches, `cell` pixels each; undefined where no patch has a picture. */
async function mosaicOf(patches: readonly SlidePatch[], map: SlideGrid, cell: number): Promise<Picture | undefined> {
  if (!patches.some(({ picture }) => picture)) return undefined;
  const width = map.columns * cell;
  const data = new Uint8Array(3 * width * map.rows * cell).fill(glass);
  for (const { row, column, picture } of patches) {
    if (!picture) continue;
    const small = await resized(picture, cell, cell);
    for (let y = 0; y < cell; y++) {
      const start = 3 * (((row - map.top) * cell + y) * width + (column - map.left) * cell);
      data.set(small.data.subarray(3 * y * cell, 3 * (y + 1) * cell), start);
    }
  }
  return { width, height: map.rows * cell, data };
}

const frameOf = ({ row, column }: SlidePatch): Layout => ({
  type: 'rect',
  x0: column - 0.5,
  x1: column + 0.5,
  y0: row - 0.5,
  y1: row + 0.5,
  line: { color: 'white', width: 2 },
});

/** In the corner of each patch, black on white, so that they are read on any colour. */
function numbersOf(marked: readonly SlidePatch[], cell: number): Trace {
  const inward = 11 / cell - 0.5;
  return {
    type: 'scatter',
    mode: 'markers+text',
    x: marked.map(({ column }) => column + inward),
    y: marked.map(({ row }) => row + inward),
    text: marked.map((_, i) => String(i + 1)),
    textfont: { size: fontSizes.small, color: 'black' },
    marker: { size: 19, color: 'white', line: { color: 'black', width: 1.5 } },
    cliponaxis: false,
    hoverinfo: 'skip',
  };
}
