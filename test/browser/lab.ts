import type { Page } from 'playwright-core';
import type { Jupyter } from './jupyter';

/** The parts of JupyterLab's application that are used here; it is on the page by `expose_app_in_browser`. */
interface Lab {
  started: Promise<void>;
  restored: Promise<void>;
  commands: { execute(id: string, options?: object): Promise<unknown> };
  shell: { currentWidget: NotebookPanel };
}

interface NotebookPanel {
  context: { ready: Promise<void> };
  revealed: Promise<void>;
  sessionContext: { ready: Promise<void>; shutdown(): Promise<void> };
  content: { widgets: Cell[]; model: { cells: { length: number } } };
  dispose(): void;
}

interface Cell {
  node: HTMLElement;
  isPlaceholder(): boolean;
  model: {
    type: string;
    executionCount: number | null;
    getMetadata(name: string): unknown;
    toJSON(): { source: string; outputs?: Output[] };
  };
}

interface Output {
  output_type: string;
  ename?: string;
  evalue?: string;
  data?: Record<string, unknown>;
}

declare global {
  interface Window {
    jupyterapp: Lab;
  }
}

/** What a notebook shows after its cells ran. */
export interface Shown {
  /** Failed cells, and cells that did not run. */
  failures: string[];
  /** How many figures the cells gave, and how many outputs are figures. */
  figures: { given: number; shown: number };
}

export async function openLab(page: Page, { host, token }: Jupyter): Promise<void> {
  await page.goto(`http://${host}/lab?token=${token}&reset`);
  await page.waitForFunction(() => window.jupyterapp !== undefined);
  await page.evaluate(() => window.jupyterapp.restored);
}

/** Opens a notebook and waits until its kernel is there. */
export async function openNotebook(page: Page, name: string): Promise<void> {
  await page.evaluate(async (path) => {
    const panel = (await window.jupyterapp.commands.execute('docmanager:open', { path })) as NotebookPanel;
    await panel.context.ready;
    await panel.revealed;
    await panel.sessionContext.ready;
  }, name);
  // Long notebooks get their cells bit by bit.
  await page.waitForFunction(() => {
    const { widgets, model } = window.jupyterapp.shell.currentWidget.content;
    return widgets.length === model.cells.length && widgets.every((cell) => !cell.isPlaceholder());
  });
}

/** Runs all cells by the command of the menu, one after the other, until the last is done. */
export async function runAll(page: Page): Promise<void> {
  await page.evaluate(() => window.jupyterapp.commands.execute('notebook:run-all-cells'));
}

export function readNotebook(page: Page): Promise<Shown> {
  return page.evaluate(() => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter(({ model }) => model.type === 'code');
    const shown: Shown = { failures: [], figures: { given: 0, shown: 0 } };
    for (const { model, node } of cells) {
      const { source, outputs = [] } = model.toJSON();
      const mayFail = ((model.getMetadata('tags') ?? []) as string[]).includes('raises-exception');
      const title = source.trim().split('\n')[0];
      if (model.executionCount === null) shown.failures.push(`did not run: ${title}`);
      for (const { output_type, ename, evalue } of mayFail ? [] : outputs)
        if (output_type === 'error') shown.failures.push(`${title}: ${ename}: ${evalue}`);
      shown.figures.given += outputs.filter(
        ({ data }) => data?.['application/vnd.plotly.v1+json'] !== undefined,
      ).length;
      shown.figures.shown += node.querySelectorAll('.jp-RenderedPlotly').length;
    }
    return shown;
  });
}

/**
 * Makes each figure a live one, as pointing at it does: until then JupyterLab shows its picture.
 * @returns the smallest side of the pictures, in pixels
 */
export async function wakeFigures(page: Page): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY;
  for (const output of await page.$$('.jp-RenderedPlotly')) {
    await output.scrollIntoViewIfNeeded();
    const picture = await (await output.$('img'))!.boundingBox();
    if (!picture) continue; // It is live already.
    smallest = Math.min(smallest, picture.width, picture.height);
    await page.mouse.move(0, 0);
    await page.mouse.move(picture.x + picture.width / 2, picture.y + picture.height / 2);
    await output.waitForSelector('.plot-container .main-svg');
  }
  return smallest;
}

/** Closes the open notebook and ends its kernel. */
export async function closeNotebook(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.shutdown();
    panel.dispose();
  });
}
