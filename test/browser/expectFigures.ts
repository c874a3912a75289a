import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Tried, tryFigures } from './figure';
import { wakeFigures } from './lab';

/** Every figure of the open notebook has a size, shows what is pointed at, and has controls that change it. */
export async function expectFigures(page: Page): Promise<Tried[]> {
  expect(await wakeFigures(page), 'smallest picture').toBeGreaterThan(100);
  const figures = await tryFigures(page);
  for (const [index, { title, width, height, hover, controls }] of figures.entries()) {
    const name = `figure ${index + 1}, "${title}"`;
    expect(Math.min(width, height), `size of ${name}`).toBeGreaterThan(100);
    expect(hover, `${name} shows what is pointed at`).not.toBe(false);
    for (const { kind, changed } of controls) expect(changed, `${kind} of ${name} changes it`).toBe(true);
  }
  return figures;
}
