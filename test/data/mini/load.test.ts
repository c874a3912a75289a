import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkData, countPairs, loadMiniAbo, loadMiniCoco, loadMiniGastric } from '../../../lib/data';
import { miniGastricPlans, writeSlides } from '../../../lib/data/mini/gastric';
import { loadModels } from '../../../lib/data/mini/models';
import { mini } from './support';

let cache: string;
beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'mivpg-mini-'));
  // A few slides where all of them would be.
  const few = [...miniGastricPlans()].sort((a, b) => a.patches - b.patches).slice(0, 4);
  await writeSlides(join(cache, 'gastric-2'), few);
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

describe('the loaders of the published layouts', () => {
  it('read MiniCOCO, with or without restval', async () => {
    const { splits, skipped, notice } = await loadMiniCoco();
    expect([splits.train.length, splits.val.length, splits.test.length]).toEqual([2000, 250, 250]);
    expect(countPairs(splits.train)).toBe(10000);
    expect(skipped).toEqual({});
    expect(notice).toContain('Synthetic');
    expect((await loadMiniCoco({ restval: false })).splits.train.length).toBe(1850);
  });

  it('read MiniABO, by the split that came with it', async () => {
    const { splits, name, skipped } = await loadMiniAbo();
    expect([splits.train.length, splits.val.length, splits.test.length]).toEqual([350, 50, 100]);
    expect([name, skipped]).toEqual(['mini-abo', {}]);
    const nouns = new Set(loadModels().flatMap((model) => (model.split === 'test' ? [model.nouns[0]] : [])));
    for (const { meta } of splits.test) expect(nouns).toContain(meta.subtype!.toLowerCase().replaceAll('_', ' '));
    expect(readdirSync(join(mini, 'abo')).filter((file) => file.startsWith('split'))).toEqual(['split-seed-1.json']);
  });

  it('read MiniGastric, with places on the grid and the notice', async () => {
    const { splits, notice, licence } = await loadMiniGastric({ cache });
    const samples = Object.values(splits).flat();
    expect(samples.length).toBe(4);
    expect(notice).toContain('Not for diagnosis');
    expect(licence).toContain('CC0');
    for (const { images } of samples) {
      expect(images.length).toBeGreaterThanOrEqual(18);
      const places = images.map(({ position }) => `${position!.row} ${position!.column}`);
      expect(new Set(places).size).toBe(images.length);
    }
  });

  it('find nothing wrong with the committed miniatures', async () => {
    for (const name of ['coco', 'abo']) expect((await checkData(join(mini, name))).errors).toEqual([]);
  });
});
