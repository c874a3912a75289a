import { readFileSync } from 'node:fs';
import { TextDecoder, TextEncoder } from 'node:util';
import type { DOMWindow } from 'jsdom';
import { type Box, localBox, pageBox, pathLength, pointAt } from './box';
import { PixelContext } from './canvas';
import type { Figure } from './figure';
import { requireOptional } from './optional';

/** The functions of plotly.js that are used here. */
export interface Plotly {
  toImage(
    figure: Figure,
    options: { format: 'svg'; imageDataOnly: true; width: number; height: number },
  ): Promise<string>;
  validate(data: unknown, layout: unknown): { code: string; astr: string; msg: string }[] | undefined;
}

let plotly: Plotly | undefined;

/** The file with plotly's source, for pages that show figures. */
export function plotlyFile(): string {
  return requireResolved('plotly.js-dist/plotly.js');
}

/** plotly.js in a page without a browser; loaded once, in about a second. */
export function loadPlotly(): Plotly {
  if (plotly) return plotly;
  const source = readFileSync(plotlyFile(), 'utf8');
  const { JSDOM, VirtualConsole } = requireOptional<typeof import('jsdom')>('jsdom');
  // A silent console: plotly's remarks about a page without drawing surfaces mean nothing here.
  const page = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    virtualConsole: new VirtualConsole(),
  });
  addMissing(page.window);
  page.window.eval(source);
  plotly = (page.window as unknown as { Plotly: Plotly }).Plotly;
  return plotly;
}

/** What plotly needs of a browser and jsdom has not: mostly the sizes of things. */
function addMissing(window: DOMWindow): void {
  Object.assign(window, { TextDecoder, TextEncoder });
  window.URL.createObjectURL = () => '';
  window.matchMedia = (() => ({ matches: false, addListener() {}, removeListener() {} })) as never;
  addCanvas(window.HTMLCanvasElement.prototype as unknown as CanvasPrototype);
  const svg = window.SVGElement.prototype as unknown as Record<string, unknown>;
  svg.getBBox = function (this: Element) {
    return localBox(this);
  };
  svg.getComputedTextLength = function (this: Element) {
    return localBox(this).width;
  };
  svg.getTotalLength = function (this: Element) {
    return pathLength(this);
  };
  svg.getPointAtLength = function (this: Element, length: number) {
    return pointAt(this, length);
  };
  svg.getBoundingClientRect = function (this: Element) {
    return sides(pageBox(this));
  };
}

interface CanvasPrototype {
  getContext(this: HTMLCanvasElement, kind: string): PixelContext | null;
  toDataURL(this: HTMLCanvasElement): string;
}

function addCanvas(prototype: CanvasPrototype): void {
  const contexts = new WeakMap<HTMLCanvasElement, PixelContext>();
  prototype.getContext = function (kind) {
    if (kind !== '2d') return null;
    const context = contexts.get(this) ?? new PixelContext(this);
    contexts.set(this, context);
    return context;
  };
  prototype.toDataURL = function () {
    return contexts.get(this)?.toDataUrl() ?? '';
  };
}

function sides(box: Box) {
  const { x, y, width, height } = box;
  return { ...box, left: x, top: y, right: x + width, bottom: y + height };
}

function requireResolved(path: string): string {
  try {
    return require.resolve(path);
  } catch {
    requireOptional(path);
    throw new Error(`${path} can be loaded but has no file`);
  }
}
