import { buttonRow, buttonsHeight, colourAxis, colourMapButtons, colourMapsWidth } from './controls';
import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout, type Trace } from './figure';
import { checkHeads, type Weights } from './imageMaps';
import { type PanelPlace, panelGrid, panelTitle } from './panels';
import { dataUrl, type Picture } from './picture';
import { imageOver } from './pictures';
import { meanOverHeads } from './rollUp';

/** The attention map of each head and query, and what it was over. */
export interface AttentionPickerInput {
  /** [heads, R, M]; NaN where the grid has no patch. */
  weights: readonly Weights[];
  /** The N images of the sample. */
  views: readonly { title?: string; picture?: Picture }[];
  /** Where instances are patches: how they lie in an image, row by row. M is N times their number, [CLS] in front or not. */
  grid?: { rows: number; columns: number };
}

/** How the picker is titled and laid out. */
export interface AttentionPickerOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** Images in a row (default: all, at most 4). */
  columns?: number;
  /** Side of an image in pixels (default 170). */
  side?: number;
  /** How much weights of patches hide the pictures, 0 to 1 (default 0.55). */
  opacity?: number;
  /** Which heads and queries can be chosen, from 0. Default: all. */
  heads?: readonly number[];
  queries?: readonly number[];
}

/** More numbers than this make a notebook heavy. */
const MOST_NUMBERS = 150_000;

/**
 * A menu chooses a head and a slider a query; the figure shows what that query reads, as weights over the pictures: of each
 * patch, or of each image as a whole. The first choice of each is the mean. Works without a kernel: all weights are in the figure, to three
 * digits.
 * @throws if shapes do not fit, a head or query is not there, or the weights are too many for a figure
 */
export async function headAndQueryPicker(
  input: AttentionPickerInput,
  options: AttentionPickerOptions,
): Promise<Figure> {
  const { title, notice, side = 170, columns = Math.min(4, input.views.length) } = options;
  const choices = choicesOf(input, options);
  const grid = panelGrid(input.views.length, { columns, width: side, height: side, gapX: 14, gapY: 36 });
  const sources = await Promise.all(input.views.map(({ picture }) => picture && dataUrl(picture, 2 * side)));
  const head = heading(escapeMarkup(title), notice && escapeMarkup(notice));
  const width = Math.max(grid.width, controlsWidth);
  const margin = { l: 16, r: 90 + width - grid.width, t: headingHeight(head) + buttonsHeight + 30, b: 104 };
  const above = { y: 1 + 34 / grid.height };
  return figure(
    tracesOf(input, choices, grid.places, options),
    {
      title: head,
      width: width + margin.l + 90,
      height: grid.height + margin.t + margin.b,
      margin,
      ...axesOf(input, grid.places),
      // Of whole images alike in weight the colours would say nothing; of patches the pattern counts.
      coloraxis: colourAxis(input.grid ? {} : { cmin: 0, cmax: Math.max(...input.weights.flat(2)) }),
      images: sources.flatMap((source, i) => (source ? [imageOver(source, grid.places[i]!.domain)] : [])),
      annotations: grid.places.map((place, i) =>
        panelTitle(escapeMarkup(input.views[i]!.title ?? `image ${i + 1}`), place),
      ),
      updatemenus: [
        { ...headMenu(choices, input.views.length), ...above },
        { ...buttonRow(colourMapButtons(menuWidth), grid), ...above },
      ],
      sliders: [querySlider(choices, width / grid.width)],
    },
    altOf(title, input, choices),
  );
}

/** The widths of the menu of heads, and of all controls above the pictures, in pixels. */
const menuWidth = 160;
const controlsWidth = menuWidth + colourMapsWidth + 30;

interface Choices {
  /** Weights of each query and view: rows of the grid. */
  heads: { name: string; queries: number[][][][] }[];
  queryNames: string[];
}

/** An image that is one instance. */
const wholeImage = { rows: 1, columns: 1 };

function choicesOf(
  { weights, views, grid = wholeImage }: AttentionPickerInput,
  options: AttentionPickerOptions,
): Choices {
  const [queryCount, instances] = checkHeads(weights);
  const patches = grid.rows * grid.columns;
  const perView = instances / views.length;
  if (perView !== patches && !(patches > 1 && perView === patches + 1)) {
    const expected = patches > 1 ? `${views.length * patches} or ${views.length * (patches + 1)}` : views.length;
    throw new Error(`Found ${instances} weights for ${views.length} views, expected ${expected}.`);
  }
  const heads = within('heads', options.heads, weights.length);
  const queries = within('queries', options.queries, queryCount);
  const numbers = (heads.length + 1) * (queries.length + 1) * views.length * patches;
  if (numbers > MOST_NUMBERS)
    throw new Error(`Found ${numbers} weights, at most ${MOST_NUMBERS} fit a figure: choose fewer heads or queries.`);
  /** [CLS] stands in front of the patches. */
  const gridOf = (row: readonly number[], view: number) =>
    Array.from({ length: grid.rows }, (_, r) => {
      const start = view * perView + (perView - patches) + r * grid.columns;
      return row.slice(start, start + grid.columns).map((weight) => Number(weight.toPrecision(3)));
    });
  const queriesOf = (map: Weights) =>
    [meanRow(map), ...queries.map((query) => map[query]!)].map((row) => views.map((_, view) => gridOf(row, view)));
  return {
    heads: [
      { name: 'mean of heads', queries: queriesOf(meanOverHeads(weights)) },
      ...heads.map((head) => ({ name: `head ${head + 1}`, queries: queriesOf(weights[head]!) })),
    ],
    queryNames: ['mean', ...queries.map((query) => String(query + 1))],
  };
}

function within(name: string, wanted: readonly number[] | undefined, count: number): number[] {
  const wrong = wanted?.find((index) => !Number.isInteger(index) || index < 0 || index >= count);
  if (wrong !== undefined) throw new Error(`Option ${name}: found ${wrong}, expected 0 to ${count - 1}.`);
  return [...(wanted ?? Array.from({ length: count }, (_, index) => index))];
}

const meanRow = (map: Weights): number[] =>
  map[0]!.map((_, i) => map.reduce((sum, row) => sum + row[i]!, 0) / map.length);

/** A heat map over each view for each head, of which those of the chosen head are visible. */
function tracesOf(
  { views }: AttentionPickerInput,
  { heads }: Choices,
  places: readonly PanelPlace[],
  { opacity = 0.55 }: AttentionPickerOptions,
): Trace[] {
  return heads
    .flatMap(({ queries }, head) =>
      views.map(({ picture }, view): Trace => {
        const z = queries[0]![view]!;
        const whole = z.length === 1 && z[0]!.length === 1;
        return {
          type: 'heatmap',
          z,
          coloraxis: 'coloraxis',
          opacity: picture ? opacity : 1,
          visible: head === 0,
          ...(whole ? { texttemplate: '<b>%{z:.1%}</b>', textfont: { size: 22 } } : {}),
          hoverongaps: false,
          hovertemplate: whole ? '%{z:.4f}<extra></extra>' : 'row %{y}, column %{x}: %{z:.3g}<extra></extra>',
          xaxis: places[view]!.x,
          yaxis: places[view]!.y,
        };
      }),
    )
    .map(({ colorscale, ...trace }) => trace);
}

function axesOf({ grid = wholeImage }: AttentionPickerInput, places: readonly PanelPlace[]): Layout {
  const axes = places.flatMap(({ x, y, xaxis, yaxis, domain }): [string, Layout][] => [
    [xaxis, { ...hidden, range: [-0.5, grid.columns - 0.5], domain: domain.x, anchor: y }],
    [yaxis, { ...hidden, range: [grid.rows - 0.5, -0.5], domain: domain.y, anchor: x }],
  ]);
  return Object.fromEntries(axes);
}

const hidden: Layout = { visible: false, fixedrange: true };

function headMenu({ heads }: Choices, views: number): Layout {
  const visible = (head: number) => heads.flatMap((_, i) => new Array<boolean>(views).fill(i === head));
  return {
    type: 'dropdown',
    x: 0,
    xanchor: 'left',
    yanchor: 'bottom',
    pad: { l: 0, t: 0, b: 0, r: 0 },
    buttons: heads.map(({ name }, head) => ({ label: name, method: 'restyle', args: [{ visible: visible(head) }] })),
  };
}

/** A step gives all traces their weights for its query, so that head and query are chosen apart. */
function querySlider({ heads, queryNames }: Choices, len: number): Layout {
  return {
    active: 0,
    x: 0,
    len,
    y: 0,
    pad: { t: 20 },
    currentvalue: { prefix: 'query: ', xanchor: 'left', offset: 8 },
    steps: queryNames.map((label, query) => ({
      label,
      method: 'restyle',
      args: [{ z: heads.flatMap(({ queries }) => queries[query]!) }],
    })),
  };
}

function altOf(title: string, { views, grid }: AttentionPickerInput, { heads, queryNames }: Choices): string {
  const what = grid ? 'patches of' : 'images of';
  const counts = `${heads.length - 1} heads and ${queryNames.length - 1} queries`;
  return `${title}. What the queries read: ${what} ${views.length} views, for each of ${counts}; at first the mean of all.`;
}
