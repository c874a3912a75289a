import { escapeMarkup } from './escape';
import { type Figure, figure, heading, headingHeight, type Layout } from './figure';
import { measureText } from './text';
import { colours, fontSizes, inks } from './theme';

/** What a model said of a sample in one state of things. */
export interface CaptionStep {
  /** Below the slider: as short as can be. */
  label: string;
  /** Above the caption (default: the label). */
  name?: string;
  caption: string;
}

/** What a model said of a sample after an epoch; 0 is before training. */
export interface EpochCaption {
  epoch: number;
  caption: string;
}

/** What stands around the captions of a slider. */
export interface CaptionSliderOptions {
  title: string;
  /** Said below the title: what the data are. */
  notice?: string;
  references: readonly string[];
  /** Width of the figure in pixels (default 760). */
  width?: number;
}

/** What stands around captions over epochs. */
export interface CaptionsOptions extends CaptionSliderOptions {
  /** What epoch 0 is called (default `zero-shot`). */
  zero?: string;
}

const lineHeight = 23;
const labelHeight = 27;
const side = 16;
const bold = colours[0];

/**
 * A slider over the epochs of training shows what the model said of one sample (the form of the paper's Fig. 5); see
 * `captionSlider`.
 * @throws if there are no captions or no references, or two captions of one epoch
 */
export function captionsOverEpochs(captions: readonly EpochCaption[], options: CaptionsOptions): Figure {
  const { zero = 'zero-shot', ...rest } = options;
  const sorted = [...captions].sort((a, b) => a.epoch - b.epoch);
  const twice = sorted.find(({ epoch }, i) => sorted[i + 1]?.epoch === epoch);
  if (twice) throw new Error(`Found two captions of epoch ${twice.epoch}, expected one.`);
  const steps = sorted.map(({ epoch, caption }) =>
    epoch === 0
      ? { label: zero, caption }
      : { label: String(epoch), name: `after ${epoch} epoch${epoch === 1 ? '' : 's'}`, caption },
  );
  return captionSlider(steps, rest);
}

/**
 * A slider shows what was said of one sample in each step, of training, of a growing bag, or as images are left out: words
 * that the references have are bold in the caption, and those that the caption has found are bold in the references. A
 * word counts as often as the other side has it. The slider is plotly's own and works without a kernel.
 * @throws if there are no steps or no references
 */
export function captionSlider(steps: readonly CaptionStep[], options: CaptionSliderOptions): Figure {
  const { references, title, notice, width = 760 } = options;
  if (references.length === 0) throw new Error('Found no references, expected at least one.');
  if (steps.length === 0) throw new Error('Found no captions, expected at least one.');
  const shown = steps.map(({ label, name = label, caption }) => ({
    label,
    name,
    caption,
    ...markedTexts(caption, references, width - 2 * side),
  }));
  const captionLines = Math.max(...shown.map(({ lines }) => lines));
  const referenceLines = shown[0]!.referenceLines;
  const captionTop = labelHeight + referenceLines * lineHeight + 22;
  const height = captionTop + labelHeight + captionLines * lineHeight;
  const head = heading(escapeMarkup(title), notice && escapeMarkup(notice));
  const margin = { l: side, r: side, t: headingHeight(head), b: 84 };
  const place = (top: number) => ({ x: 0, xanchor: 'left', y: 1 - top / height, yanchor: 'top' });
  const texts = shown.at(-1)!;
  const annotations = [
    textAt(labelOf(references.length === 1 ? 'reference' : 'references'), place(0)),
    textAt(texts.references, place(labelHeight), fontSizes.text),
    textAt(captionLabel(texts, references.length), place(captionTop)),
    textAt(texts.marked, place(captionTop + labelHeight), fontSizes.text),
  ];
  const slider: Layout = {
    active: shown.length - 1,
    x: 0.04,
    len: 0.92,
    y: 0,
    pad: { t: 14 },
    currentvalue: { visible: false },
    steps: shown.map((step) => ({
      label: escapeMarkup(step.label),
      method: 'relayout',
      args: [
        {
          'annotations[1].text': step.references,
          'annotations[2].text': captionLabel(step, references.length),
          'annotations[3].text': step.marked,
        },
      ],
    })),
  };
  return figure(
    // A trace of nothing: plotly draws no figure without one.
    [{ type: 'scatter', x: [null], y: [null], hoverinfo: 'skip', showlegend: false }],
    {
      title: head,
      width,
      height: height + margin.t + margin.b,
      margin,
      xaxis: { visible: false, fixedrange: true, range: [0, 1] },
      yaxis: { visible: false, fixedrange: true, range: [0, 1] },
      annotations,
      // A slider of one step is none to plotly.
      sliders: shown.length > 1 ? [slider] : [],
    },
    [
      `${title}. References: ${references.join(' / ')}`,
      ...shown.map(({ name, caption }) => `${name}: ${caption}`),
    ].join('\n'),
  );
}

const labelOf = (text: string) => `<span style="color:${inks.muted}">${escapeMarkup(text)}</span>`;

const captionLabel = ({ name, found, words }: { name: string; found: number; words: number }, references: number) =>
  labelOf(`${name}: ${found} of ${words} words are in ${references > 1 ? 'one reference' : 'the reference'}`);

const textAt = (text: string, place: Layout, size: number = fontSizes.small): Layout => ({
  text,
  ...place,
  xref: 'paper',
  yref: 'paper',
  align: 'left',
  showarrow: false,
  font: { size },
});

/** Both texts in lines, with the words of the one that the other has in bold. */
function markedTexts(caption: string, references: readonly string[], width: number) {
  const words = wordsOf(caption);
  const best = references.map((reference) => inCommon(words, wordsOf(reference)));
  const most = best.reduce((found, common) => (count(common.first) > count(found.first) ? common : found));
  const captionLines = linesOf(words, width);
  const referenceTexts = references.map((reference, i) => {
    const lines = linesOf(wordsOf(reference), width);
    return { text: marked(lines, best[i]!.second), lines: lines.length };
  });
  return {
    marked: marked(captionLines, most.first),
    lines: captionLines.length,
    references: referenceTexts.map(({ text }) => text).join('<br>'),
    referenceLines: referenceTexts.reduce((sum, { lines }) => sum + lines, 0),
    found: count(most.first),
    words: words.length,
  };
}

const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** A word without its signs and capitals. */
const bare = (word: string) => word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** Which words of two texts are the same: each word of one stands for one of the other. */
function inCommon(first: readonly string[], second: readonly string[]): { first: boolean[]; second: boolean[] } {
  const found = { first: first.map(() => false), second: second.map(() => false) };
  first.forEach((word, i) => {
    const partner = second.findIndex((other, j) => !found.second[j] && bare(word) !== '' && bare(other) === bare(word));
    if (partner < 0) return;
    found.first[i] = true;
    found.second[partner] = true;
  });
  return found;
}

/** Words in lines that are no wider than `width`; measured bold, so that marked ones fit as well. */
function linesOf(words: readonly string[], width: number): string[][] {
  const lines: string[][] = [[]];
  for (const word of words) {
    const line = [...lines.at(-1)!, word];
    if (lines.at(-1)!.length > 0 && measureText(line.join(' '), fontSizes.text, true).width > width) lines.push([word]);
    else lines[lines.length - 1] = line;
  }
  return lines;
}

function marked(lines: readonly (readonly string[])[], flags: readonly boolean[]): string {
  let place = 0;
  const text = (word: string) => {
    const escaped = escapeMarkup(word);
    return flags[place++] ? `<span style="color:${bold}"><b>${escaped}</b></span>` : escaped;
  };
  return lines.map((line) => line.map(text).join(' ')).join('<br>');
}
