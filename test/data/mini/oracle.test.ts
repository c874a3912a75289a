import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadMiniAbo, loadMiniCoco, loadOracle, miniGastricPlans, writeOracle } from '../../../lib/data';
import { productOracle, sceneOracle } from '../../../lib/data/mini/oracle';
import { mini } from './support';

const committed = (set: string) => readFileSync(join(mini, set, 'oracle.json'), 'utf8');

describe('the oracle of a miniature', () => {
  it('has a caption of each scene for validation and testing, which is none of its references', async () => {
    const oracle = loadOracle('coco');
    const { splits } = await loadMiniCoco();
    const samples = [...splits.val, ...splits.test];
    expect([...oracle.keys()].sort()).toEqual(samples.map(({ id }) => id).sort());
    const repeated = samples.filter(({ id, captions }) => captions.includes(oracle.get(id)!));
    expect(repeated.length).toBeLessThan(5);
  });

  it('has a caption of each product for validation and testing', async () => {
    const oracle = loadOracle('abo');
    const { splits } = await loadMiniAbo();
    const samples = [...splits.val, ...splits.test];
    expect([...oracle.keys()].sort()).toEqual(samples.map(({ id }) => id).sort());
    expect(samples.filter(({ id, captions }) => captions.includes(oracle.get(id)!)).length).toBeLessThan(5);
  });

  it('is written of the truth of its sample, the same each time', () => {
    expect(loadOracle('coco').get('2001')).toBe(sceneOracle('val', 0));
    const [id, caption] = productOracle('test', 0);
    expect(loadOracle('abo').get(id)).toBe(caption);
  });

  it('writes reports of the same findings in other words', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mivpg-oracle-'));
    writeOracle(folder, 'gastric');
    expect(readFileSync(join(folder, 'gastric', 'oracle.json'), 'utf8')).toBe(committed('gastric'));
    rmSync(folder, { recursive: true });
    const oracle = loadOracle('gastric');
    const reports = readFileSync(join(mini, 'gastric', 'captions.csv'), 'utf8');
    const verbatim = miniGastricPlans().filter(({ id }) => reports.includes(oracle.get(id)!));
    expect(oracle.size).toBe(200);
    expect(verbatim.length).toBeGreaterThan(0);
    expect(verbatim.length).toBeLessThan(100);
    const signet = miniGastricPlans().filter(({ tumour }) => tumour.growth === 'signet');
    for (const { id } of signet) expect(oracle.get(id)).toContain('ignet ring cell carcinoma');
  });
});
