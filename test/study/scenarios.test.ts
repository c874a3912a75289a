import { describe, expect, it } from 'vitest';
import type { Dataset, Sample } from '../../lib/data';
import { blipCaption, loadScenario, scenarios, withSplits } from '../../lib/study/scenarios';

const sample = (id: string): Sample => ({ id, images: [], captions: ['A thing.'], meta: {} });
const dataset = (train: number, val: number, test: number): Dataset => {
  const samples = (count: number, first: number) => Array.from({ length: count }, (_, i) => sample(String(first + i)));
  return {
    name: 'things',
    licence: 'none',
    skipped: {},
    splits: { train: samples(train, 0), val: samples(val, 1000), test: samples(test, 2000) },
  };
};

describe('the text of a caption', () => {
  it('is LAVIS’s for COCO', () => {
    expect(blipCaption('  A "Red" chair; and (two) tables: next to #4! ')).toBe('a red chair and two tables next to 4');
    expect(blipCaption("It's a dog, well-fed.\n")).toBe("it's a dog, well-fed");
    expect(blipCaption(Array.from({ length: 60 }, (_, i) => `w${i}`).join(' ')).split(' ').length).toBe(50);
    expect(scenarios.slides.text('Signet ring cell carcinoma.')).toBe('Signet ring cell carcinoma.');
  });
});

describe('scenarios', () => {
  it('load the miniatures', async () => {
    const { splits } = await loadScenario('scenes', 'mini');
    expect([splits.train.length, splits.val.length, splits.test.length]).toEqual([2000, 250, 250]);
  });

  it('ask for a folder where the data do not come with the package', async () => {
    await expect(loadScenario('slides', 'full')).rejects.toThrow(
      'slides, scale full: found no folder of PatchGastricADC22, expected one: name it (data.slides)',
    );
    await expect(loadScenario('photographs', 'mini')).rejects.toThrow('data.photographs');
    await expect(loadScenario('scenes', 'full', __dirname)).rejects.toThrow('found no data set');
  });
});

describe('splits', () => {
  it('are kept where there are some', () => {
    const given = dataset(3, 2, 1);
    expect(withSplits(given)).toBe(given);
  });

  it('are drawn 70/10/20 where all samples are in one', () => {
    const { splits } = withSplits(dataset(0, 50, 0));
    expect(Object.values(splits).map(({ length }) => length)).toEqual([35, 5, 10]);
    expect(new Set(Object.values(splits).flatMap((samples) => samples.map(({ id }) => id))).size).toBe(50);
    expect(withSplits(dataset(0, 50, 0)).splits.test.map(({ id }) => id)).toEqual(splits.test.map(({ id }) => id));
  });
});
