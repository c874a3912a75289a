import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadPatchGastric, stratifiedSplit } from '../../lib/data';
import * as writing from '../../lib/data/writeWhole';
import { patchGastricFolder } from './fixtures';

vi.mock('../../lib/data/writeWhole', { spy: true });
afterEach(() => vi.restoreAllMocks());

describe('stratifiedSplit', () => {
  const strata = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 80 });

  it('puts each sample into one split, 70/10/20 of each stratum rounded down', () => {
    fc.assert(
      fc.property(strata, fc.integer(), (strata, seed) => {
        const samples = strata.map((stratum, i) => ({ id: `s${i}`, stratum: String(stratum) }));
        const splits = stratifiedSplit(samples, seed);
        expect(Object.values(splits).flat().sort()).toEqual(samples.map(({ id }) => id).sort());
        for (const stratum of new Set(strata)) {
          const ids = new Set(samples.filter((sample) => sample.stratum === String(stratum)).map(({ id }) => id));
          const sizes = [splits.train, splits.val].map((list) => list.filter((id) => ids.has(id)).length);
          const [train, both] = [Math.floor(0.7 * ids.size), Math.floor(0.8 * ids.size)];
          expect(sizes).toEqual([train, both - train]);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a folder that cannot be written to', () => {
  const folder = () => patchGastricFolder([{ id: 'a', subtype: 's', text: 't', patches: 1 }]);
  const refuse = (code: string) =>
    vi.spyOn(writing, 'writeWhole').mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });

  it.each(['EACCES', 'EROFS'])('keeps no split of its own accord (%s)', async (code) => {
    refuse(code);
    expect((await loadPatchGastric(folder())).splits.test).toHaveLength(1);
  });

  it('is an error for a file that was asked for, and when the disk is full', async () => {
    const data = folder();
    refuse('EACCES');
    await expect(loadPatchGastric(data, { splitFile: join(data, 'mine.json') })).rejects.toThrow('EACCES');
    refuse('ENOSPC');
    await expect(loadPatchGastric(data)).rejects.toThrow('ENOSPC');
  });
});
