import { describe, expect, it } from 'vitest';
import { colours, figure, figureSvg, inTheme, looksOf } from '../../lib/figures';
import { changesFor, faint, inks, template } from '../../lib/figures/theme';

/** WCAG's contrast of two colours, 1 to 21. */
function contrast(first: string, second: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05;
  };
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return high! / low!;
}

const drawn = figure([{ y: [1, 2], line: { color: colours[0] }, fillcolor: faint(colours[0], 0.2) }], {
  title: 'T',
  annotations: [{ text: `<span style="color:${colours[0]}">seen</span> color:${colours[0]}`, x: 0, y: 0 }],
});

describe('themes', () => {
  it('are both read easily', () => {
    const dark = inTheme(drawn, 'dark').layout.template as { layout: typeof template.layout };
    for (const { layout } of [template, dark]) {
      expect(contrast(layout.font.color, layout.paper_bgcolor)).toBeGreaterThan(12);
      expect(contrast(layout.title.subtitle.font.color, layout.paper_bgcolor)).toBeGreaterThan(4.5);
      const lines = layout.colorway.map((colour) => contrast(colour, layout.paper_bgcolor));
      expect(Math.min(...lines)).toBeGreaterThan(2);
    }
    expect(dark.layout.paper_bgcolor).toBe('#111111');
  });

  it('change colours, also faint ones and those of words, but nothing that data say', () => {
    const { data, layout } = inTheme(drawn, 'dark');
    expect(data[0]).toMatchObject({ y: [1, 2], line: { color: '#4CA8E8' }, fillcolor: '#4CA8E833' });
    const [{ text }] = layout.annotations as [{ text: string }];
    expect(text).toBe('<span style="color:#4CA8E8">seen</span> color:#0072B2');
  });

  it('leave the figure as it is on paper', () => {
    const before = structuredClone(drawn);
    inTheme(drawn, 'dark');
    expect(drawn).toEqual(before);
    expect(changesFor(drawn, 'light')).toEqual([]);
    expect(inTheme(drawn, 'light')).toEqual(drawn);
  });

  it('are drawn', async () => {
    expect(await figureSvg(inTheme(drawn, 'dark'))).toContain('rgb(17, 17, 17)');
    expect(await figureSvg(drawn)).not.toContain('rgb(17, 17, 17)');
  });
});

describe('looksOf', () => {
  it('keeps the look of a variant, however it is written and whoever stands beside it', () => {
    const alone = looksOf(['MIVPG']).get('MIVPG');
    expect(looksOf(['other', 'another', 'MIVPG']).get('MIVPG')).toEqual(alone);
    expect(looksOf(['csa', 'ppeg-csa']).get('csa')).toEqual(alone);
    expect(looksOf(['mivpg']).get('mivpg')).toEqual(alone);
    expect(looksOf(['Nyström']).get('Nyström')).toEqual(looksOf(['nystrom']).get('nystrom'));
  });

  it('tells variants apart by colour, dash and symbol each', () => {
    const looks = [...looksOf(['QFormer', 'a', 'CSA', 'b', '+ PPEG', 'c', 'd']).values()];
    for (const trait of ['color', 'dash', 'symbol'] as const)
      expect(new Set(looks.map((look) => look[trait])).size).toBe(trait === 'dash' ? 6 : 7);
    expect(looks.map(({ color }) => color)).not.toContain(inks.muted);
  });

  it('has a look for any number of variants', () => {
    const names = Array.from({ length: 12 }, (_, i) => `variant ${i}`);
    const looks = [...looksOf(names).values()].map((look) => JSON.stringify(look));
    expect(new Set(looks).size).toBe(12);
  });
});
