import { escapeMarkup } from './escape';
import { type Figure, figure, type Layout, type Trace } from './figure';
import { type Look, looksOf } from './looks';
import { measureText } from './text';
import { fontSizes, inks } from './theme';

/** Words of one caption that belong to words of the other; a word is its place, from 0. */
export interface WordLink {
  top: readonly number[];
  bottom: readonly number[];
  /** What kind of link it is: gives the colour, and a line of the legend. */
  kind: string;
}

/** The words of two captions, and what links them. */
export interface WordLinksOptions {
  title: string;
  top: readonly string[];
  bottom: readonly string[];
  /** Names at the left of the captions. Default: `prediction` above, `reference` below. */
  names?: readonly [top: string, bottom: string];
  links: readonly WordLink[];
  /** The kinds in the order of their colours. Default: as they come up in the links. */
  kinds?: readonly string[];
}

const fontSize = fontSizes.text;
const gap = 14;
const rowHeight = 120;
/** From a word's middle to where its lines begin, in pixels. */
const halfWord = 15;
const margin = { l: 110, r: 20, t: 100, b: 20 };

/** Two captions, one above the other, with lines between their words; words without a line are grey. */
export function wordLinks({ title, top, bottom, links, ...options }: WordLinksOptions): Figure {
  const kinds = options.kinds ?? [...new Set(links.map((link) => link.kind))];
  const names = options.names ?? ['prediction', 'reference'];
  const looks = looksOf(kinds);
  const rows = [placeWords(top), placeWords(bottom)] as const;
  // One unit of each axis is a pixel.
  const width = Math.max(rows[0].width, rows[1].width, measureText(title, fontSizes.title).width);
  const heights = [rowHeight, 0] as const;
  const annotations = rows.flatMap((row, r) => [
    label(names[r]!, 0, heights[r]!, {
      xref: 'paper',
      xanchor: 'right',
      xshift: -gap,
      font: { size: fontSize, color: inks.muted },
    }),
    ...row.words.map(({ text, middle }, place) => {
      const linked = links.some((link) => (r === 0 ? link.top : link.bottom).includes(place));
      return label(text, middle, heights[r]!, { font: { size: fontSize, color: linked ? inks.text : inks.muted } });
    }),
  ]);
  const hidden: Layout = { visible: false, fixedrange: true };
  return figure(
    kinds.flatMap((kind) => traceOf(kind, looks.get(kind)!, links, rows)),
    {
      title: escapeMarkup(title),
      annotations,
      margin,
      width: width + margin.l + margin.r,
      height: rowHeight + 2 * halfWord + margin.t + margin.b,
      xaxis: { ...hidden, range: [0, width] },
      yaxis: { ...hidden, range: [-halfWord, rowHeight + halfWord] },
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
      showlegend: true,
    },
    altOf(names, [top, bottom], links),
  );
}

function altOf(names: readonly string[], rows: readonly (readonly string[])[], links: readonly WordLink[]): string {
  const words = (row: number, places: readonly number[]) => places.map((place) => rows[row]![place]).join(' ');
  const pairs = links.map(({ top, bottom, kind }) => `"${words(0, top)}" - "${words(1, bottom)}" (${kind})`);
  const captions = names.map((name, row) => `${name}: "${rows[row]!.join(' ')}"`);
  return `Two captions with lines between their words. ${captions.join('. ')}. Linked: ${pairs.join(', ') || 'nothing'}.`;
}

interface PlacedWord {
  text: string;
  left: number;
  middle: number;
  right: number;
}

function placeWords(texts: readonly string[]): { words: PlacedWord[]; width: number } {
  let left = 0;
  const words = texts.map((text) => {
    const { width } = measureText(text, fontSize);
    const word = { text, left, middle: left + width / 2, right: left + width };
    left += width + gap;
    return word;
  });
  return { words, width: Math.max(0, left - gap) };
}

function label(text: string, x: number, y: number, style: Layout): Layout {
  return { text: escapeMarkup(text), x, y, showarrow: false, ...style };
}

/** The lines of one kind; a line that stands for several words begins at a bar along them. */
function traceOf(
  kind: string,
  { color, dash }: Look,
  links: readonly WordLink[],
  rows: readonly { words: PlacedWord[] }[],
): Trace[] {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  for (const link of links.filter((candidate) => candidate.kind === kind)) {
    const [top, bottom] = [spanOf(rows[0]!.words, link.top), spanOf(rows[1]!.words, link.bottom)];
    const [high, low] = [rowHeight - halfWord, halfWord];
    for (const [span, height] of [
      [top, high],
      [bottom, low],
    ] as const) {
      if (span.words > 1) {
        x.push(span.left, span.right, null);
        y.push(height, height, null);
      }
    }
    x.push(top.middle, bottom.middle, null);
    y.push(high, low, null);
  }
  if (x.length === 0) return [];
  return [{ type: 'scatter', mode: 'lines', name: escapeMarkup(kind), x, y, line: { color, dash, width: 2.5 } }];
}

function spanOf(
  words: readonly PlacedWord[],
  places: readonly number[],
): { left: number; middle: number; right: number; words: number } {
  const [left, right] = [words[Math.min(...places)]!.left, words[Math.max(...places)]!.right];
  return { left, middle: (left + right) / 2, right, words: places.length };
}
