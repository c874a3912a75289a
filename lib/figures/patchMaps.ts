import {
  buttonRow,
  buttonsHeight,
  colourAxis,
  colourMapButtons,
  colourMapsWidth,
  controlsWidth,
  coverButtons,
} from './controls';
import type { Figure, Layout } from './figure';
import type { Picture } from './picture';
import { picturePanels } from './pictures';

/** One picture of a sample, with the weight of each of its patches. */
export interface PatchView {
  title?: string;
  picture?: Picture;
  /** Rows of the grid of patches. */
  weights: readonly (readonly number[])[];
}

/** How maps of patches are titled, coloured and laid out. */
export interface PatchMapsOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  /** Pictures in a row (default: all, at most 4). */
  columns?: number;
  /** Side of a picture in pixels (default 190). */
  side?: number;
  /** How much the weights hide the pictures at first, 0 to 1 (default 0.55). */
  opacity?: number;
}

/**
 * The views of a product with their patches' weights over them, on one scale (the form of the paper's Fig. 6, above).
 * Buttons choose the colours (an even map, or JET as in the paper) and whether pictures, weights or both are seen.
 * @throws if there are no views, or rows of weights differ in length
 */
export async function patchMaps(views: readonly PatchView[], options: PatchMapsOptions): Promise<Figure> {
  if (views.length === 0) throw new Error('Found no views, expected at least one.');
  views.forEach(({ weights }, i) => {
    const lengths = new Set(weights.map((row) => row.length));
    if (lengths.size !== 1)
      throw new Error(`Found rows of ${[...lengths].join(', ')} weights in view ${i}, expected rows of one length.`);
  });
  const { columns = Math.min(4, views.length), side = 190, opacity = 0.55 } = options;
  const { data, layout, alt } = await picturePanels(views, { ...options, columns, side, opacity });
  const margin = layout.margin as { l: number; r: number; t: number; b: number };
  const plot = {
    width: Number(layout.width) - margin.l - margin.r,
    height: Number(layout.height) - margin.t - margin.b,
  };
  const traces = data.map((_, i) => i);
  const buttons = [colourMapButtons(), coverButtons(traces, opacity, colourMapsWidth)];
  // Narrow figures have no room for both.
  const shown = plot.width + margin.r < controlsWidth ? buttons.slice(0, 1) : buttons;
  const withButtons: Layout = {
    ...layout,
    height: Number(layout.height) + buttonsHeight,
    margin: { ...margin, t: margin.t + buttonsHeight },
    coloraxis: colourAxis(),
    updatemenus: shown.map((row) => buttonRow(row, plot)),
  };
  const shared = data.map(({ colorscale, zmin, zmax, showscale, colorbar, ...trace }) => ({
    ...trace,
    coloraxis: 'coloraxis',
  }));
  return { data: shared, layout: withButtons, alt: `${alt} ${sharesOf(views)}` };
}

/** Where the weights of each view are, in words. */
function sharesOf(views: readonly PatchView[]): string {
  return views
    .map(({ title, weights }, i) => {
      const largest = Math.max(...weights.flat());
      const row = weights.findIndex((candidates) => candidates.includes(largest));
      const place = `row ${row + 1}, column ${weights[row]!.indexOf(largest) + 1}`;
      return `Largest weight of ${title ?? `view ${i + 1}`}: ${largest.toPrecision(3)} at ${place}.`;
    })
    .join(' ');
}
