import { linear, type Vector } from '../render';

/** Colours by the name that captions give them, as sRGB. */
const colours = {
  red: '#b3241f',
  'dark red': '#6a1216',
  orange: '#e0701c',
  yellow: '#e8bd25',
  'light green': '#9fcc62',
  green: '#2f8f3f',
  'dark green': '#1d4a2a',
  turquoise: '#35aaa6',
  'light blue': '#8fbfe6',
  blue: '#2556b8',
  'dark blue': '#17264f',
  purple: '#6d3296',
  pink: '#e48bb0',
  white: '#f3f2ee',
  cream: '#eee2c3',
  beige: '#cfb88f',
  'light grey': '#bdbdba',
  grey: '#7d7f80',
  'dark grey': '#3f4143',
  black: '#17171a',
  'light brown': '#a9794a',
  brown: '#74481f',
  'dark brown': '#3c2415',
  'reddish brown': '#7c2f18',
  silver: '#c3c7ca',
  gold: '#c79a3c',
} as const;

export type ColourName = keyof typeof colours;

const bright: ColourName[] = ['red', 'orange', 'yellow', 'light green', 'green', 'turquoise', 'blue', 'purple', 'pink'];
const soft: ColourName[] = ['light blue', 'cream', 'beige', 'light grey', 'white'];
const deep: ColourName[] = ['dark red', 'dark green', 'dark blue', 'dark grey', 'dark brown', 'black'];

/** Sets of colours that a catalogue entry may name instead of a list. */
const palettes: Record<string, readonly ColourName[]> = {
  any: [...bright, ...soft, ...deep, 'grey', 'brown'],
  bright,
  light: ['white', 'cream', 'light grey', 'light blue', 'pink', 'beige'],
  dark: deep,
  neutral: ['white', 'light grey', 'grey', 'dark grey', 'beige', 'cream', 'black'],
  wood: ['light brown', 'brown', 'dark brown', 'reddish brown', 'beige'],
  metal: ['silver', 'silver', 'silver', 'gold', 'dark grey'],
  leaf: ['green', 'dark green', 'light green'],
};

/** The colours that a palette's name, or a list of colours with commas, stands for. @throws if there are none such */
export function coloursOf(text: string): readonly ColourName[] {
  const names = palettes[text] ?? text.split(',');
  const unknown = names.find((name) => !Object.hasOwn(colours, name));
  if (unknown === undefined) return names as ColourName[];
  const known = [...Object.keys(palettes), ...Object.keys(colours)].join(', ');
  throw new Error(`Unknown colour "${unknown}", expected one of ${known}.`);
}

/** Linear light of a colour. */
export const lightOf = (name: ColourName): Vector => linear(colours[name]);

/** Whether two colours are easily told apart. */
export function differ(a: ColourName, b: ColourName): boolean {
  const [p, q] = [a, b].map((name) => Number.parseInt(colours[name].slice(1), 16)) as [number, number];
  const apart = [16, 8, 0].map((shift) => ((p >> shift) & 255) - ((q >> shift) & 255));
  return Math.hypot(...apart) > 75;
}

/** The names of all colours, those of two words first, so that a text can be searched for them. */
export const colourNames: readonly ColourName[] = (Object.keys(colours) as ColourName[]).sort(
  (a, b) => b.length - a.length,
);
