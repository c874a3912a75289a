import type { Figure, Layout } from './figure';

/** What a figure can be drawn on. */
export const themes = ['light', 'dark'] as const;
/** What a figure is drawn on: paper, or a dark page. */
export type Theme = (typeof themes)[number];

/** Okabe and Ito's colours, told apart with every common colour blindness; yellow, too pale for lines, is left out. */
export const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000'] as const;

/** What is drawn in no colour of its own. */
export const inks = {
  text: '#222222',
  /** What is said in passing: baselines, sources, words that do not count. */
  muted: '#666666',
  line: '#444444',
  grid: '#E4E4E4',
  /** Surfaces: empty cells, buttons. */
  surface: '#F0F0F0',
  paper: '#FFFFFF',
} as const;

/** The same hues, brighter, and the inks turned round: contrast with the page as on paper. */
const dark: Readonly<Record<string, string>> = {
  '#0072B2': '#4CA8E8',
  '#D55E00': '#F4823C',
  '#009E73': '#2FC79A',
  '#CC79A7': '#E39CC2',
  '#E69F00': '#F2BC45',
  '#56B4E9': '#9AD5F7',
  '#000000': '#F7F7F7',
  [inks.text]: '#E8E8E8',
  [inks.muted]: '#ADADAD',
  [inks.line]: '#C0C0C0',
  [inks.grid]: '#383838',
  [inks.surface]: '#2A2A2A',
  [inks.paper]: '#111111',
};

/** Sizes of texts in pixels, on a figure that is 760 wide: still read when it is shown at half its width. */
export const fontSizes = { title: 19, text: 15, small: 13 } as const;

/** Verdana is as wide as DejaVu Sans, in which texts are measured. */
const fontFamily = 'DejaVu Sans, Verdana, sans-serif';

/** Buttons are the same in all themes: plotly draws a pressed one in a pale blue that cannot be chosen. */
const button = { text: '#212121', surface: '#DADADA' };

const axis: Layout = {
  gridcolor: inks.grid,
  linecolor: inks.line,
  tickcolor: inks.line,
  showline: false,
  zeroline: false,
  ticks: 'outside',
  ticklen: 4,
  automargin: true,
  title: { standoff: 12, font: { size: fontSizes.text } },
  tickfont: { size: fontSizes.small },
};

/** The one look of all figures, as a plotly template: what a figure says of itself wins over it. */
export const template = {
  layout: {
    font: { family: fontFamily, size: fontSizes.text, color: inks.text },
    colorway: colours,
    paper_bgcolor: inks.paper,
    plot_bgcolor: inks.paper,
    title: {
      font: { size: fontSizes.title },
      subtitle: { font: { size: fontSizes.small, color: inks.muted } },
      x: 0,
      xanchor: 'left',
      y: 1,
      yanchor: 'top',
      pad: { l: 16, t: 18 },
    },
    xaxis: axis,
    yaxis: axis,
    legend: { font: { size: fontSizes.small }, bgcolor: 'rgba(0,0,0,0)', itemwidth: 44 },
    hoverlabel: { font: { size: fontSizes.small }, align: 'left' },
    annotationdefaults: { font: { size: fontSizes.small }, arrowcolor: inks.line },
    sliderdefaults: {
      font: { size: fontSizes.small },
      bgcolor: inks.surface,
      bordercolor: inks.muted,
      tickcolor: inks.muted,
    },
    updatemenudefaults: { font: { size: fontSizes.small, color: button.text }, bgcolor: button.surface },
  },
} as const;

/** A change of one place of a figure: the keys that lead to it, and what stands there then. */
export type Change = readonly [path: readonly (string | number)[], value: string];

/** What to change in a figure, which is made for paper, to show it in a theme. */
export function changesFor(figure: Pick<Figure, 'data' | 'layout'>, theme: Theme): Change[] {
  const changes: Change[] = [];
  const visit = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value === 'string') {
      const changed = darkened(value);
      if (changed !== value) changes.push([path, changed]);
    } else if (Array.isArray(value)) {
      value.forEach((item, i) => {
        visit(item, [...path, i]);
      });
    } else if (value && typeof value === 'object') {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    }
  };
  if (theme === 'dark') visit({ data: figure.data, layout: figure.layout }, []);
  return changes;
}

/** A figure as it looks best on pages of a theme. */
export function inTheme(figure: Figure, theme: Theme): Figure {
  const copy = structuredClone(figure);
  for (const [path, value] of changesFor(figure, theme)) {
    const holder = path.slice(0, -1).reduce<unknown>((at, key) => (at as Layout)[key], copy) as Layout;
    holder[path.at(-1)!] = value;
  }
  return copy;
}

/** A colour, with or without opacity, or a text with coloured words; what data say is escaped and holds no element. */
function darkened(value: string): string {
  if (value.startsWith('#') && value.length <= 9)
    return (dark[value.slice(0, 7).toUpperCase()] ?? value.slice(0, 7)) + value.slice(7);
  return value.replace(/(<span style="color:)(#[0-9A-F]{6})/g, (_, start, colour) => start + (dark[colour] ?? colour));
}

/** A colour through which one sees, `share` of it: #RRGGBBAA. */
export const faint = (colour: string, share: number): string =>
  colour +
  Math.round(255 * share)
    .toString(16)
    .padStart(2, '0')
    .toUpperCase();
