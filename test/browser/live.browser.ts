import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFigures } from './expectFigures';
import { openNotebook, readNotebook, runAll } from './lab';
import { type Studio, startStudio } from './studio';

const hostile = '<script>window.attacked = 1</script><img src=x onerror="window.attacked = 2">.jpg';

/** A figure with each kind of control, and texts from data that would like to be more than text. */
const cells = [
  `import { figure, picturePanels, show, showTable } from 'mivpg';
const hostile = ${JSON.stringify(hostile)};
const steps = ['first', 'second', 'third'].map((label, i) => ({ label, method: 'restyle', args: [{ y: [[1, 2 + i, 3]] }] }));
const buttons = ['up', 'down'].map((label, i) => ({ label, method: 'relayout', args: [{ 'yaxis.autorange': i ? 'reversed' : true }] }));
const widths = ['thin', 'thick'].map((label, i) => ({ label, method: 'restyle', args: [{ 'line.width': 1 + 9 * i }] }));`,
  `await show(figure([{ x: [1, 2, 3], y: [1, 2, 3], text: [hostile, hostile, hostile], name: hostile }], {
  title: hostile,
  sliders: [{ steps }],
  updatemenus: [{ buttons }, { type: 'buttons', buttons: widths, y: 0.5 }],
}), 'controls');`,
  `const picture = { width: 2, height: 2, data: new Uint8Array(12) };
await show(await picturePanels([{ title: hostile, picture }]), 'panels');`,
  `showTable([{ caption: hostile, [hostile]: 1 }]);`,
];

const notebook = {
  cells: cells.map((source) => ({ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source })),
  metadata: { kernelspec: { name: 'mivpg', display_name: 'TypeScript (mivpg)', language: 'typescript' } },
  nbformat: 4,
  nbformat_minor: 4,
};

describe('a notebook that is run in JupyterLab', () => {
  let studio: Studio;
  beforeAll(async () => {
    studio = await startStudio('live');
    writeFileSync(join(studio.folder, 'live.ipynb'), JSON.stringify(notebook));
    await openNotebook(studio.page, 'live.ipynb');
    await runAll(studio.page);
  });
  afterAll(() => studio?.close());

  it('runs each cell', async () => {
    expect(await readNotebook(studio.page)).toEqual({ failures: [], figures: { given: 2, shown: 2 } });
  });

  it('has a slider, a drop-down and buttons that work without the kernel', async () => {
    const [controls] = await expectFigures(studio.page);
    expect(controls?.controls.map(({ kind }) => kind)).toEqual(['slider', 'dropdown', 'buttons']);
    expect(controls?.hover).toBe(true);
  });

  it('shows captions and file names as text, whatever they hold', async () => {
    expect(await studio.page.evaluate(() => (window as { attacked?: number }).attacked)).toBeUndefined();
    const fields = studio.page.locator('.jp-RenderedHTML th, .jp-RenderedHTML td');
    expect(await fields.allTextContents()).toContain(hostile);
    const panel = studio.page.locator('.jp-RenderedPlotly .annotation-text, .jp-RenderedPlotly .gtitle');
    expect((await panel.allTextContents()).join()).toContain('<script>window.attacked = 1</script>');
  });

  it('reaches nothing outside this machine and leaves no error on the page', () => {
    expect(studio.faults).toEqual({ errors: [], outside: [] });
  });
});
