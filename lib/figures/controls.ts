import type { Layout } from './figure';
import { fontSizes } from './theme';

/** Maps of weights to colours: two that are even to the eye, grey prints included, and the paper's. */
const colourMaps = ['Viridis', 'Cividis', 'Jet'] as const;

/** The room above the plots that rows of buttons take, in pixels. */
export const buttonsHeight = 42;

export interface Buttons {
  /** Of each button. */
  labels: readonly string[];
  method: 'restyle' | 'relayout';
  /** What plotly's method is called with, of each button. */
  args: readonly (readonly unknown[])[];
  /** Pixels from the left of the plots. */
  left: number;
}

/** Buttons in a row above the plots, the first pressed. @param plot the size of all plots in pixels */
export function buttonRow({ labels, method, args, left }: Buttons, plot: { width: number; height: number }): Layout {
  return {
    type: 'buttons',
    direction: 'right',
    showactive: true,
    x: left / plot.width,
    xanchor: 'left',
    y: 1 + 6 / plot.height,
    yanchor: 'bottom',
    pad: { l: 0, t: 0, b: 0, r: 0 },
    buttons: labels.map((label, i) => ({ label, method, args: args[i] })),
  };
}

/** Chooses the colours of all weights, which share `coloraxis`. */
export const colourMapButtons = (left = 0): Buttons => ({
  labels: colourMaps,
  method: 'relayout',
  args: colourMaps.map((name) => [{ 'coloraxis.colorscale': name }]),
  left,
});

/** Pixels that the buttons of the colour maps take. */
export const colourMapsWidth = 215;

/** Pixels that the buttons of the colour maps and those of the pictures take together. */
export const controlsWidth = colourMapsWidth + 210;

/** Shows pictures below their weights, alone, or not at all. @param traces which traces hold the weights */
export const coverButtons = (traces: readonly number[], opacity: number, left: number): Buttons => ({
  labels: ['both', 'picture', 'weights'],
  method: 'restyle',
  args: [opacity, 0, 1].map((share) => [{ opacity: share }, [...traces]]),
  left,
});

/** The colours that all weights of a figure share. */
export const colourAxis = (more: Layout = {}): Layout => ({
  colorscale: 'Viridis',
  ...more,
  colorbar: colourBar(more.colorbar as Layout),
});

/** The scale beside a plot that says which colour is which weight. */
export const colourBar = (more: Layout = {}): Layout => ({
  title: { text: 'weight', font: { size: fontSizes.small } },
  tickfont: { size: fontSizes.small },
  thickness: 14,
  outlinewidth: 0,
  ...more,
});
