import { describe, expect, it } from 'vitest';
import { figureSvg, wordLinks } from '../../lib/figures';

const top = 'a small dog runs'.split(' ');
const bottom = 'one dog is running'.split(' ');
const links = [
  { top: [2], bottom: [1], kind: 'exact' },
  { top: [3], bottom: [2, 3], kind: 'paraphrase' },
];

describe('wordLinks', () => {
  const drawn = wordLinks({ title: 'Links', top, bottom, links, kinds: ['exact', 'stem', 'paraphrase'] });
  const texts = drawn.layout.annotations as { text: string; x: number; y: number; font: { color: string } }[];
  const textOf = (text: string) => texts.find((annotation) => annotation.text === text)!;

  it('has a trace for each kind that occurs, in the colour of its place', () => {
    expect(drawn.data.map((trace) => trace.name)).toEqual(['exact', 'paraphrase']);
    const [exact, paraphrase] = drawn.data.map((trace) => trace.line as { color: string });
    expect(exact!.color).not.toBe(paraphrase!.color);
    const alone = wordLinks({ title: '', top, bottom, links: links.slice(1), kinds: ['exact', 'stem', 'paraphrase'] });
    expect(alone.data[0]!.line).toEqual(drawn.data[1]!.line);
  });

  it('draws from the middle of a word, and a bar along several', () => {
    const [exact, paraphrase] = drawn.data as unknown as { x: (number | null)[] }[];
    expect(exact!.x.slice(0, 2)).toEqual([
      texts.filter(({ text }) => text === 'dog')[0]!.x,
      texts.filter(({ text }) => text === 'dog')[1]!.x,
    ]);
    const [left, right, , from, to] = paraphrase!.x;
    expect(from).toBe(textOf('runs').x);
    expect(to).toBe((left! + right!) / 2);
    expect(left!).toBeLessThan(textOf('is').x);
    expect(right!).toBeGreaterThan(textOf('running').x);
  });

  it('greys words without a line', () => {
    expect(textOf('small').font).toEqual(textOf('one').font);
    expect(textOf('small').font.color).not.toBe(textOf('runs').font.color);
  });

  it('shows words as they are, and both names', async () => {
    const svg = await figureSvg(wordLinks({ title: 'Odd', top: ['<b>x</b>', '&'], bottom: [], links: [] }));
    const shown = svg.replace(/<tspan[^>]*>|<\/tspan>/g, '');
    for (const text of ['&#60;b&#62;x&#60;/b&#62;', '&amp;', 'prediction', 'reference'])
      expect(shown).toContain(`>${text}<`);
  });
});
