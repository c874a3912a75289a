import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../lib';
import { figureSvg, type Picture, picturePanels } from '../../lib/figures';

const red: Picture = { width: 2, height: 1, data: Uint8Array.from([255, 0, 0, 200, 0, 0]) };
const weights = [
  [1, 2],
  [3, 4],
];

describe('picturePanels', () => {
  it('places panels in rows, each a square', async () => {
    const { layout } = await picturePanels([{ picture: red }, { picture: red }, { picture: red }], {
      columns: 2,
      side: 100,
    });
    const margin = layout.margin as { l: number; r: number; t: number; b: number };
    const width = Number(layout.width) - margin.l - margin.r;
    const height = Number(layout.height) - margin.t - margin.b;
    const sides = ['', '2', '3'].map((axis) => {
      const [left, right] = (layout[`xaxis${axis}`] as { domain: number[] }).domain;
      const [bottom, top] = (layout[`yaxis${axis}`] as { domain: number[] }).domain;
      return [(right! - left!) * width, (top! - bottom!) * height].map(Math.round);
    });
    expect(sides).toEqual([
      [100, 100],
      [100, 100],
      [100, 100],
    ]);
  });

  it('draws weights with row 0 on top, on one scale for all panels unless told otherwise', async () => {
    const panels = [{ weights }, { picture: red, weights: [[9]] }];
    const { data } = await picturePanels(panels);
    expect(data[0]).toMatchObject({ type: 'heatmap', z: [weights[1], weights[0]], zmin: 1, zmax: 9, opacity: 1 });
    expect(data[1]).toMatchObject({ z: [[9]], zmin: 1, zmax: 9, opacity: 0.6, showscale: false });
    expect(data.map((trace) => trace.showscale)).toEqual([true, false]);
    expect((await picturePanels(panels, { sharedScale: false })).data[0]).not.toHaveProperty('zmin');
  });

  it('leaves a hole where there is no weight', async () => {
    const { data } = await picturePanels([{ weights: [[Number.NaN, 2]] }, { weights: [[5, 1]] }]);
    expect(data[0]).toMatchObject({ z: [[Number.NaN, 2]], zmin: 1, zmax: 5, hoverongaps: false });
  });

  it('keeps every pixel of small pictures, and shrinks large ones to what is shown', async () => {
    const large: Picture = { width: 400, height: 200, data: new Uint8Array(3 * 400 * 200).fill(90) };
    const { layout } = await picturePanels([{ picture: red }, { picture: large }], { side: 50 });
    const [small, shrunk] = (layout.images as { source: string }[]).map(({ source }) => {
      const [head, base64] = source.split(',');
      return { head, bytes: Buffer.from(base64!, 'base64') };
    });
    const pixels = await decodeImage(small!.bytes);
    expect([...pixels.data]).toEqual([...red.data]);
    expect(shrunk!.head).toBe('data:image/jpeg;base64');
    expect(await decodeImage(shrunk!.bytes)).toMatchObject({ width: 100, height: 50 });
  });

  it('shows the pixels, and titles as text whatever they contain', async () => {
    const svg = await figureSvg(
      await picturePanels([
        { picture: red, title: '<b>&.jpg' },
        { picture: red, weights },
      ]),
    );
    const { document } = new JSDOM(svg).window;
    expect(document.querySelectorAll('.layer-below image')).toHaveLength(2);
    expect(document.querySelector('.annotation-text')?.textContent).toBe('<b>&.jpg');
  });
});
