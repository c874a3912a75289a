import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { localBox, pageBox, pathLength, pointAt } from '../../lib/figures/box';
import { measureText } from '../../lib/figures/text';

function element(markup: string): Element {
  const { document } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${markup}</svg>`).window;
  return document.querySelector('#it') as Element;
}

describe('measureText', () => {
  it('knows the widths of the font', () => {
    expect(measureText('i', 20).width).toBeCloseTo((569 / 2048) * 20, 6); // DejaVu Sans: 569 of 2048 units
    expect(measureText('MM', 20).width).toBeCloseTo(2 * measureText('M', 20).width, 6);
    expect(measureText('M', 20, true).width).toBeGreaterThan(measureText('M', 20).width);
  });
});

describe('localBox', () => {
  it('of a text follows its anchor and size', () => {
    const { width } = measureText('queries', 20);
    const box = localBox(
      element('<text id="it" x="100" y="50" style="font-size:20px;text-anchor:middle">queries</text>'),
    );
    expect(box.width).toBeCloseTo(width, 6);
    expect(box.x).toBeCloseTo(100 - width / 2, 6);
    expect(box.y).toBeLessThan(50 - 15);
  });

  it('of a text of several lines is as wide as the widest', () => {
    const text = '<tspan class="line">a</tspan><tspan class="line">wide line</tspan>';
    const box = localBox(element(`<text id="it" style="font-size:10px">${text}</text>`));
    expect(box.width).toBeCloseTo(measureText('wide line', 10).width, 6);
    expect(box.height).toBeCloseTo(26, 6);
  });

  it('of a group holds its transformed children', () => {
    const children =
      '<rect x="0" y="0" width="10" height="4"/><rect width="2" height="6" transform="translate(20,1)"/>';
    expect(localBox(element(`<g id="it">${children}</g>`))).toEqual({ x: 0, y: 0, width: 22, height: 7 });
  });
});

describe('pageBox', () => {
  it('goes through all transforms', () => {
    const box = pageBox(
      element('<g transform="translate(5,5)"><rect id="it" width="10" height="4" transform="rotate(90)"/></g>'),
    );
    expect(box.x).toBeCloseTo(1, 9);
    expect(box.y).toBeCloseTo(5, 9);
    expect(box.width).toBeCloseTo(4, 9);
    expect(box.height).toBeCloseTo(10, 9);
  });
});

describe('paths', () => {
  it('have a length and points on it', () => {
    const path = element('<path id="it" d="M0,0L3,4L3,14"/>');
    expect(pathLength(path)).toBe(15);
    expect(pointAt(path, 10)).toEqual({ x: 3, y: 9 });
    expect(pointAt(path, 99)).toEqual({ x: 3, y: 14 });
  });
});
