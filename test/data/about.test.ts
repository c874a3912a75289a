import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkData, loadDataset, packageFolder } from '../../lib/data';

const mini = (name: string) => join(packageFolder(), 'data', 'mini', name);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-about-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each(['coco', 'abo'])('the miniature %s does not pass for its publisher', async (name) => {
  const dataset = await loadDataset(mini(name));
  expect(dataset).toMatchObject({ name: `mini-${name}`, licence: expect.stringMatching(/^CC0/) });
  expect(dataset.notice).toContain('Synthetic');
  expect((await checkData(mini(name), { checkImage: false })).licence).toBe(dataset.licence);
});

it('options win over what a folder says, and a strange file is named', async () => {
  cpSync(join(mini('coco'), 'dataset_coco.json'), join(folder, 'dataset_coco.json'));
  const options = { images: mini('coco') };
  expect((await loadDataset(folder, options)).licence).toMatch(/COCO Consortium/);
  writeFileSync(join(folder, 'about.json'), JSON.stringify({ name: 'mine', licence: 'all rights reserved' }));
  expect((await loadDataset(folder, { ...options, name: 'ours' })).name).toBe('ours');
  writeFileSync(join(folder, 'about.json'), JSON.stringify({ author: 'me' }));
  await expect(loadDataset(folder, options)).rejects.toThrow(
    /about\.json: found author "me", expected texts: name, lic/,
  );
});
