import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectFigures } from './expectFigures';
import { closeNotebook, openNotebook, readNotebook, runAll } from './lab';
import { findNotebooks } from './notebooks';
import { type Studio, startStudio } from './studio';

const { run, folder, names } = findNotebooks();

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio('notebooks');
  for (const name of names) copyFileSync(join(folder, name), join(studio.folder, name));
});
afterAll(() => studio?.close());

describe.each(names)('%s in JupyterLab', (name) => {
  beforeAll(async () => {
    await openNotebook(studio.page, name);
    if (run) await runAll(studio.page);
  }, 1_200_000);
  afterAll(() => closeNotebook(studio.page));

  it('has run from its first to its last cell without an error, and shows every figure', async () => {
    const { failures, figures } = await readNotebook(studio.page);
    expect(failures).toEqual([]);
    expect(figures.shown).toBe(figures.given);
  });

  it('has figures that a person can point at, and controls that change them', () => expectFigures(studio.page));

  it('reaches nothing outside this machine and leaves no error on the page', () => {
    expect(studio.faults).toEqual({ errors: [], outside: [] });
  });
});
