import { expect } from 'vitest';
import type { Figure } from '../../lib/figures';

/**
 * Holds a figure to the one in golden/<name>.json: what plotly is given, without the template that all have. Numbers are
 * rounded and pictures left out, so that the file is the same on every machine; `vitest -u` writes it anew.
 */
export async function expectGolden({ data, layout, alt }: Figure, name: string): Promise<void> {
  const { template, ...own } = layout;
  expect(template).toBeDefined();
  const plain = JSON.stringify({ data, layout: own, alt }, (_, value: unknown) => {
    if (typeof value === 'number') return Number(value.toPrecision(4));
    return typeof value === 'string' && value.startsWith('data:image/') ? value.slice(0, 15) : value;
  });
  await expect(compact(JSON.parse(plain))).toMatchFileSnapshot(`golden/${name}.json`);
}

/** JSON with what fits on a line on a line. */
function compact(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (line.length + indent.length <= 140 || typeof value !== 'object' || value === null) return line;
  const inner = `${indent} `;
  const items = Array.isArray(value)
    ? value.map((item) => compact(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${compact(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}
