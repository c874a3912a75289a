import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import {
  captionsOverEpochs,
  complexityPlot,
  epochCurve,
  type Figure,
  figureHtml,
  figureSvg,
  headAndQueryPicker,
  imageMaps,
  inTheme,
  learningCurve,
  patchMaps,
  ppegDrawing,
  slideOverlay,
} from '../../lib/figures';

/** What a caption, a file or a variant might be called. */
const evil = '<script>alert("1")</script> <b>&amp;';
const options = { title: evil, notice: evil };
const picture = { width: 2, height: 1, data: Uint8Array.from([255, 0, 0, 200, 0, 0]) };
const score = { variant: evil, metric: evil, seed: 0, value: 1 };
const costs = [1, 10].map((size) => ({ name: evil, against: evil, quantity: evil, size, value: size }));

const figures: Record<string, () => Figure | Promise<Figure>> = {
  learningCurve: () => {
    const levels = [{ label: evil, metric: evil, value: 0 }];
    const paper = [{ variant: evil, metric: evil, size: 10, value: 2 }];
    return learningCurve(
      [10, 20].map((size) => ({ ...score, size })),
      { ...options, levels, paper, sizeLabel: 'samples' },
    );
  },
  epochCurve: () =>
    epochCurve(
      [0, 1].map((epoch) => ({ ...score, epoch })),
      options,
    ),
  captionsOverEpochs: () => {
    const captions = [0, 1].map((epoch) => ({ epoch, caption: `${evil} ${epoch}` }));
    return captionsOverEpochs(captions, { ...options, references: [evil], zero: evil });
  },
  patchMaps: () => patchMaps([{ title: evil, picture, weights: [[0.1, 0.9]] }, { weights: [[0.4]] }], options),
  imageMaps: () => imageMaps([[[0.1, 0.9]], [[0.5, 0.5]]], { ...options, names: [evil, 'other'] }),
  headAndQueryPicker: () =>
    headAndQueryPicker({ weights: [[[0.1, 0.9]]], views: [{ title: evil, picture }, {}] }, options),
  slideOverlay: () => slideOverlay([{ row: 0, column: 0, weight: 1, picture }], options),
  complexityPlot: () => complexityPlot(costs, options),
  ppegDrawing: () => ppegDrawing({ rows: 1, columns: 2, cells: [0, -1] }, options),
};

// Only drawing shows that plotly takes every attribute; it is slow to load, so all are drawn here.
describe.each(Object.entries(figures))('%s', (_, make) => {
  it('is drawn in both themes, and what data say stays text', async () => {
    const figure = await make();
    const dark = await figureSvg(inTheme(figure, 'dark'));
    const { document } = new JSDOM(dark).window;
    expect(document.querySelector('script, b')).toBeNull();
    expect(document.querySelector('.gtitle')?.textContent).toContain(evil);
    expect(document.querySelector('desc')?.textContent).toContain(evil);
    const page = new JSDOM(figureHtml(figure, 'figure')).window.document;
    expect(page.querySelectorAll('script')).toHaveLength(2);
  });
});
