import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium, openPage, type WatchedPage } from './browser';
import { startJupyter } from './jupyter';
import { openLab } from './lab';

/** JupyterLab in a browser, on a folder of its own. */
export interface Studio extends WatchedPage {
  folder: string;
  close(): Promise<void>;
}

/**
 * Opens JupyterLab on an empty folder below `out`: what runs there is saved, and the kernel finds the library because it
 * starts at the checkout's root.
 */
export async function startStudio(name: string): Promise<Studio> {
  const folder = join('out', 'browser', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [jupyter, browser] = await Promise.all([
    startJupyter(folder, { MIVPG_PROFILE: 'quick', MIVPG_FIGURES: '' }),
    launchChromium(),
  ]);
  const { page, faults } = await openPage(browser, { host: jupyter.host });
  await openLab(page, jupyter);
  return {
    folder,
    page,
    faults,
    async close() {
      await browser.close();
      await jupyter.stop();
    },
  };
}
