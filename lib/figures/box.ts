import { measureText } from './text';

/** A rectangle in pixels, y downwards. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An affine map (x, y) -> (a x + c y + e, b x + d y + f), as SVG writes it. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

type Point = readonly [x: number, y: number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];
const empty: Box = { x: 0, y: 0, width: 0, height: 0 };
const lineHeight = 1.3;

/** The box around an SVG element in its own coordinates: what a browser's getBBox returns, for the elements plotly measures. */
export function localBox(element: Element): Box {
  switch (element.tagName.toLowerCase()) {
    case 'text':
      return textBox(element);
    case 'tspan':
      return { ...empty, width: textWidth(element), height: fontSize(element) * lineHeight };
    case 'rect':
    case 'image':
    case 'svg':
      return { x: attribute(element, 'x'), y: attribute(element, 'y'), ...sizeOf(element) };
    case 'g':
    case 'a':
      return union([...element.children].map((child) => transformed(localBox(child), transformOf(child))));
    case 'path':
      return pathBox(element.getAttribute('d') ?? '');
    default:
      return empty;
  }
}

/** The box of an SVG element on the page: its own box through its transforms and those around it. */
export function pageBox(element: Element): Box {
  let box = localBox(element);
  for (let at: Element | null = element; at && at.tagName.toLowerCase() !== 'svg'; at = at.parentElement)
    box = transformed(box, transformOf(at));
  return box;
}

function textBox(element: Element): Box {
  const lines = [...element.children].filter((child) => child.classList.contains('line'));
  const size = fontSize(element);
  const width = Math.max(0, ...(lines.length > 0 ? lines : [element]).map(textWidth));
  if (width === 0) return empty;
  const { ascent } = measureText('', size);
  const anchor = styleOf(element, 'text-anchor');
  const shift = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
  const height = size * lineHeight * Math.max(1, lines.length);
  return { x: attribute(element, 'x') - shift, y: attribute(element, 'y') - ascent, width, height };
}

function textWidth(element: Element): number {
  let width = 0;
  for (const child of element.childNodes) {
    if (child.nodeType === 1) width += textWidth(child as Element);
    else if (child.nodeType === 3)
      width += measureText(child.textContent ?? '', fontSize(element), isBold(element)).width;
  }
  return width;
}

function isBold(element: Element): boolean {
  const weight = styleOf(element, 'font-weight') ?? '';
  return weight === 'bold' || Number(weight) >= 600;
}

function fontSize(element: Element): number {
  const own = ownStyle(element, 'font-size');
  const parent = () => (element.parentElement ? fontSize(element.parentElement) : 12);
  if (!own) return parent();
  return own.endsWith('%') ? (Number.parseFloat(own) / 100) * parent() : Number.parseFloat(own);
}

/** The value of a property on the nearest element at or around `element` that sets it. */
function styleOf(element: Element, property: string): string | undefined {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const value = ownStyle(at, property);
    if (value) return value;
  }
  return undefined;
}

function ownStyle(element: Element, property: string): string | undefined {
  const inline = (element as SVGElement).style?.getPropertyValue(property);
  return inline || element.getAttribute(property) || undefined;
}

function attribute(element: Element, name: string): number {
  return Number.parseFloat(element.getAttribute(name) ?? '') || 0;
}

function sizeOf(element: Element): { width: number; height: number } {
  return { width: attribute(element, 'width'), height: attribute(element, 'height') };
}

function pathBox(path: string): Box {
  const points = pathPoints(path);
  if (points.length === 0) return empty;
  return around(
    points.map(([x]) => x),
    points.map(([, y]) => y),
  );
}

/** The points of a path written with absolute coordinates; plotly measures only the straight ones of arrows and legends. */
function pathPoints(path: string): Point[] {
  if (/[a-zHVA]/.test(path.replace(/[ez]/g, ''))) return [];
  const numbers = (path.match(/-?\d*\.?\d+(?:e-?\d+)?/g) ?? []).map(Number);
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, index) => [
    numbers[2 * index] as number,
    numbers[2 * index + 1] as number,
  ]);
}

/** The length of a path of straight lines, in pixels. */
export function pathLength(element: Element): number {
  const points = pathPoints(element.getAttribute('d') ?? '');
  return points.slice(1).reduce((sum, point, index) => sum + distance(points[index] as Point, point), 0);
}

/** The point at `length` pixels along a path of straight lines. */
export function pointAt(element: Element, length: number): { x: number; y: number } {
  const points = pathPoints(element.getAttribute('d') ?? '');
  let [from = [0, 0]] = points;
  let left = length;
  for (const to of points.slice(1)) {
    const step = distance(from, to);
    if (left <= step && step > 0) {
      const share = Math.max(0, left) / step;
      return { x: from[0] + share * (to[0] - from[0]), y: from[1] + share * (to[1] - from[1]) };
    }
    left -= step;
    from = to;
  }
  return { x: from[0], y: from[1] };
}

function distance([x, y]: Point, [toX, toY]: Point): number {
  return Math.hypot(toX - x, toY - y);
}

function around(xs: number[], ys: number[]): Box {
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function union(boxes: Box[]): Box {
  const filled = boxes.filter(({ width, height }) => width > 0 || height > 0);
  if (filled.length === 0) return empty;
  return around(
    filled.flatMap(({ x, width }) => [x, x + width]),
    filled.flatMap(({ y, height }) => [y, y + height]),
  );
}

function transformed(box: Box, [a, b, c, d, e, f]: Matrix): Box {
  const corners = [box.x, box.x + box.width].flatMap((x) => [box.y, box.y + box.height].map((y) => [x, y] as const));
  return around(
    corners.map(([x, y]) => a * x + c * y + e),
    corners.map(([x, y]) => b * x + d * y + f),
  );
}

function transformOf(element: Element): Matrix {
  let matrix = identity;
  for (const [, name, list] of (element.getAttribute('transform') ?? '').matchAll(/(\w+)\(([^)]*)\)/g))
    matrix = multiply(matrix, step(name ?? '', (list ?? '').split(/[\s,]+/).map(Number)));
  return matrix;
}

function step(name: string, [first = 0, second, third = 0]: number[]): Matrix {
  if (name === 'translate') return [1, 0, 0, 1, first, second ?? 0];
  if (name === 'scale') return [first, 0, 0, second ?? first, 0, 0];
  if (name !== 'rotate') return identity;
  const [cosine, sine] = [Math.cos((first * Math.PI) / 180), Math.sin((first * Math.PI) / 180)];
  const turn: Matrix = [cosine, sine, -sine, cosine, 0, 0];
  const [x, y] = [second ?? 0, third];
  return multiply(multiply([1, 0, 0, 1, x, y], turn), [1, 0, 0, 1, -x, -y]);
}

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}
