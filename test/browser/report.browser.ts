import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experiments, studyReport, writeReportPage } from '../../lib';
import { fakeResult } from '../study/fakes';
import { launchChromium, openPage } from './browser';

const folder = join('out', 'browser', 'report');
const address = pathToFileURL(resolve(folder, 'index.html')).href;

let browser: Browser;
beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  const few = experiments.filter(({ name }) => ['fig4', 'table1', 'fig5', 'table2', 'complexity'].includes(name));
  const report = studyReport((spec) => fakeResult(spec, spec.variant.includes('csa') ? 0.35 : 0.3), {
    experiments: few,
    date: new Date('2026-01-02'),
  });
  await writeReportPage(report, folder);
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Faults of a page that a tool can find, of WCAG 2.2 at level AA and of good practice. */
async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}

describe.each([
  { name: 'light', dark: false, width: 1280 },
  { name: 'dark', dark: true, width: 1280 },
  { name: 'narrow', dark: false, width: 360 },
])('the page of results, $name', ({ name, dark, width }) => {
  it('shows all its pictures without network, scripts or errors', async () => {
    const { page, faults } = await openPage(browser, { dark, width });
    await page.goto(address);
    const pictures = await page.$$eval('img', (images) =>
      images.map(({ naturalWidth, currentSrc }) => [naturalWidth > 0, currentSrc.includes('.dark.')]),
    );
    expect(pictures.length).toBeGreaterThan(1);
    for (const picture of pictures) expect(picture).toEqual([true, dark]);
    expect(faults).toEqual({ errors: [], outside: [] });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    await page.context().close();
  });

  it('can be read and used by all, as far as axe sees, and is no wider than the window', async () => {
    const { page } = await openPage(browser, { dark, width });
    await page.goto(address);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.context().close();
  });
});

it('can be used with the keyboard: past the contents, then from link to link', async () => {
  const { page } = await openPage(browser);
  await page.goto(address);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the results');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('interactive');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.main-svg');
  await page.context().close();
});

it('leads to interactive figures that axe finds no fault with', async () => {
  const { page, faults } = await openPage(browser);
  await page.goto(pathToFileURL(resolve(folder, 'report', 'figures', 'fig5-1.html')).href);
  await page.waitForSelector('.main-svg');
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual({ errors: [], outside: [] });
  await page.context().close();
});
