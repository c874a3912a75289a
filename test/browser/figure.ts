import type { ElementHandle, Page } from 'playwright-core';

/** plotly's figure element, as far as it is used here. */
interface GraphElement extends HTMLElement {
  calcdata: { x: number; y: number; trace?: FullTrace }[][];
  _fullData: FullTrace[];
  _fullLayout: {
    [axis: string]: unknown;
    hovermode: string | false;
    _size: { l: number; t: number; w: number; h: number };
    sliders: { visible: boolean }[];
    updatemenus: { type: 'dropdown' | 'buttons'; visible: boolean; active: number }[];
  };
  on(event: string, listener: () => void): void;
}

interface FullTrace {
  hoverinfo?: string;
  visible: boolean | 'legendonly';
  xaxis?: string;
  yaxis?: string;
}

/** Where its plot begins, in pixels, and where on it a number lies. */
interface Axis {
  _offset: number;
  c2p(value: number): number;
}

/** What a figure did when a person pointed at it and used its controls. */
export interface Tried {
  title: string;
  width: number;
  height: number;
  /** Whether pointing at some place shows what is there; none where the figure says that nothing is to be shown. */
  hover?: boolean;
  /** Its sliders, drop-downs and rows of buttons, and whether using them changed what is drawn. */
  controls: { kind: 'slider' | 'dropdown' | 'buttons'; changed: boolean }[];
}

type Graph = ElementHandle<GraphElement>;

/** Tries every figure on a page, in its order. */
export async function tryFigures(page: Page): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const graph of (await page.$$('.js-plotly-plot')) as unknown as Graph[]) {
    await graph.scrollIntoViewIfNeeded();
    const { width, height } = (await graph.boundingBox()) ?? { width: 0, height: 0 };
    const title = await graph.evaluate((element) => element.querySelector('.gtitle')?.textContent ?? '');
    tried.push({ title, width, height, hover: await hover(page, graph), controls: await useControls(page, graph) });
    await graph.dispose();
  }
  return tried;
}

/** Points at places over the figure, until it shows something. */
async function hover(page: Page, graph: Graph): Promise<boolean | undefined> {
  const places = await graph.evaluate(placesOf);
  if (!places) return undefined;
  await graph.evaluate((element) => {
    element.on('plotly_hover', () => {
      element.dataset.hovered = 'true';
    });
  });
  const box = (await graph.boundingBox())!;
  for (const { x, y } of places) {
    await page.mouse.move(box.x + x, box.y + y);
    // plotly looks at the pointer 20 times a second at most.
    await page.waitForTimeout(60);
    if (await graph.evaluate(({ dataset }) => dataset.hovered === 'true')) return true;
  }
  return false;
}

/** Runs on the page: points of the traces, then a grid for those without points; none where nothing is to be shown. */
function placesOf(element: GraphElement): { x: number; y: number }[] | undefined {
  const { _fullLayout: full, _fullData: traces } = element;
  const shows = traces.some(
    ({ hoverinfo, visible }) => visible === true && hoverinfo !== 'skip' && hoverinfo !== 'none',
  );
  if (full.hovermode === false || !shows) return undefined;
  const points = element.calcdata.flatMap((drawn) => {
    const { xaxis, yaxis, hoverinfo } = drawn[0]?.trace ?? {};
    if (!xaxis || !yaxis || hoverinfo === 'skip') return [];
    const [across, up] = [`xaxis${xaxis.slice(1)}`, `yaxis${yaxis.slice(1)}`].map((name) => full[name] as Axis);
    const few = drawn.filter((_, index) => index % Math.ceil(drawn.length / 4) === 0);
    return few.map(({ x, y }) => ({ x: across!._offset + across!.c2p(x), y: up!._offset + up!.c2p(y) }));
  });
  const { l, t, w, h } = full._size;
  const shares = [0.5, 0.25, 0.75, 0.1, 0.9, 0.35, 0.65];
  const grid = shares.flatMap((row) =>
    shares.map((column) => ({ x: l + (column + row / 20) * w, y: t + (row + column / 20) * h })),
  );
  return [...points.filter(({ x, y }) => Number.isFinite(x + y)), ...grid];
}

async function useControls(page: Page, graph: Graph): Promise<Tried['controls']> {
  const found = await graph.evaluate(({ _fullLayout: { sliders = [], updatemenus = [] } }) => ({
    sliders: sliders.filter(({ visible }) => visible).length,
    menus: updatemenus
      .filter(({ visible }) => visible)
      .map(({ type, active }) => ({ type, other: active === 1 ? 0 : 1 })),
  }));
  const controls: Tried['controls'] = [];
  for (let index = 0; index < found.sliders; index++)
    controls.push({ kind: 'slider', changed: await changes(page, graph, () => moveSlider(page, graph, index)) });
  for (const [index, { type, other }] of found.menus.entries())
    controls.push({ kind: type, changed: await changes(page, graph, () => choose(graph, index, type, other)) });
  return controls;
}

async function changes(page: Page, graph: Graph, act: () => Promise<void>): Promise<boolean> {
  // What is drawn, without the controls, which move whatever they do.
  const look = () =>
    graph.evaluate((element) => {
      const plots = [
        ...element.querySelectorAll('.cartesianlayer, .infolayer .annotation, .infolayer .gtitle, .imagelayer'),
      ];
      return plots.map(({ outerHTML }) => outerHTML).join();
    });
  const before = await look();
  await act();
  for (let tries = 0; tries < 20; tries++) {
    if ((await look()) !== before) return true;
    await page.waitForTimeout(100);
  }
  return false;
}

/** To its other end. */
async function moveSlider(page: Page, graph: Graph, index: number): Promise<void> {
  const slider = (await graph.$$('.slider-container > .slider-group'))[index]!;
  await slider.scrollIntoViewIfNeeded();
  const rail = (await (await slider.$('.slider-rail-touch-rect'))!.boundingBox())!;
  const grip = (await (await slider.$('.slider-grip-rect'))!.boundingBox())!;
  const atStart = grip.x + grip.width / 2 < rail.x + rail.width / 2;
  await page.mouse.click(rail.x + rail.width * (atStart ? 0.99 : 0.01), rail.y + rail.height / 2);
}

async function choose(graph: Graph, index: number, type: string, other: number): Promise<void> {
  const menu = (await graph.$$('.updatemenu-header-group'))[index]!;
  if (type === 'buttons') return (await menu.$$('.updatemenu-button'))[other]!.click();
  await (await menu.$('.updatemenu-header'))!.click();
  await (await graph.$$('.updatemenu-dropdown-button'))[other]!.click();
}
