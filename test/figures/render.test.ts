import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { figure, figureHtml, figureSvg, inTheme, svgToPng, themes } from '../../lib/figures';

const lines = figure(
  [
    { name: 'first curve', x: [1, 2, 3], y: [2, 1, 4], mode: 'lines' },
    { name: 'second curve', x: [1, 2, 3], y: [1, 3, 2], mode: 'lines' },
  ],
  { title: 'A title', xaxis: { title: 'bag size' } },
);

/** Where the labels of the vertical axis end, in pixels from the left. */
function labelsEnd(svg: string): number {
  return Number(new JSDOM(svg).window.document.querySelector('.ytick text')?.getAttribute('x'));
}

describe('figureSvg', () => {
  it('draws every trace, the titles and the legend', async () => {
    const svg = await figureSvg(lines);
    const { document } = new JSDOM(svg).window;
    expect(document.querySelectorAll('.scatterlayer .trace')).toHaveLength(2);
    for (const text of ['first curve', 'second curve', 'A title', 'bag size']) expect(svg).toContain(text);
    expect(svg).toMatch(/^<svg[^>]* width="760" height="440"/);
  });

  it('gives long labels the room that their text takes', async () => {
    const bars = (name: string) => figureSvg(figure([{ type: 'bar', orientation: 'h', x: [1, 2], y: [name, 'b'] }]));
    const short = labelsEnd(await bars('a'));
    const long = labelsEnd(await bars('a label of about forty characters, here'));
    expect(short).toBeGreaterThan(60);
    expect(long - short).toBeGreaterThan(120);
  });

  it('draws heat maps as pictures', async () => {
    const svg = await figureSvg(figure([{ type: 'heatmap', z: [[0, 1]], showscale: false }]));
    expect(svg).toMatch(/<image[^>]*href="data:image\/png;base64,/);
  });

  it('names an attribute that plotly does not know', async () => {
    await expect(figureSvg(figure([{ type: 'scatter', colour: 'red', y: [1] }]))).rejects.toThrow(/colour/);
  });

  it('says what it shows', async () => {
    const odd = figure([{ y: [1] }], { title: 'A &lt;b&gt; <i>title</i>' }, 'One point, at "1" & <no> more.');
    const { document } = new JSDOM(await figureSvg(odd)).window;
    expect(document.querySelector('svg')?.getAttribute('role')).toBe('img');
    expect(document.querySelector('svg > title')?.textContent).toBe('A <b> title');
    expect(document.querySelector('desc')?.textContent).toBe('One point, at "1" & <no> more.');
  });

  it('does not change the figure', async () => {
    const before = structuredClone(lines);
    await figureSvg(lines);
    expect(lines).toEqual(before);
  });
});

describe('svgToPng', () => {
  const square = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><text y="15">A</text></svg>';
  const pixels = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];

  it('writes a PNG of twice the size, or of the wanted one', () => {
    const png = svgToPng(square);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(pixels(png)).toEqual([60, 40]);
    expect(pixels(svgToPng(square, 1))).toEqual([30, 20]);
  });

  it('draws text', () => {
    const blank = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"></svg>';
    expect(svgToPng(square).equals(svgToPng(blank))).toBe(false);
  });
});

describe('figureHtml', () => {
  it('cannot be broken out of by a text of the figure', () => {
    const html = figureHtml(figure([], { title: '</script><script>alert(1)</script>' }), '<b>');
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).toContain('<title>&lt;b&gt;</title>');
  });

  it('shows the figure in the theme of the reader', () => {
    for (const theme of themes) {
      const window = new JSDOM(figureHtml(lines, 'lines'), { runScripts: 'outside-only' }).window;
      const drawn: unknown[] = [];
      const matchMedia = (query: string) => ({ matches: query === `(prefers-color-scheme: ${theme})` });
      Object.assign(window, { matchMedia, Plotly: { newPlot: (...figure: unknown[]) => drawn.push(...figure) } });
      window.eval(window.document.querySelectorAll('script')[1]!.textContent!);
      const { data, layout } = inTheme(lines, theme);
      expect(drawn.slice(0, 3)).toEqual(['figure', data, layout]);
    }
  });
});
