import { expect, it } from 'vitest';
import { createBlip2, useEngine } from '../../lib';
import { specsOf } from '../../lib/study/experiments';
import { fig4 } from '../../lib/study/experiments/scenes';
import { prepareRun } from '../../lib/study/prepareRun';
import { temporaryFolder } from '../data/fixtures';

const stack = { width: 8, layers: 1, heads: 2, hidden: 12 };

it('looks at the first few samples of validation and test alone, where that is asked for', async () => {
  await useEngine();
  const model = temporaryFolder();
  const shapes = { vision: { ...stack, imageSize: 32, patchSize: 16 }, qformer: { ...stack, queries: 2 } };
  createBlip2(model, { ...shapes, language: { ...stack, kind: 't5' } });
  const [spec] = specsOf([fig4], { sizes: [3], seeds: 1, variants: ['qformer'] });
  const told: string[] = [];
  const run = await prepareRun(spec!, {
    sources: { models: { t5: model }, features: temporaryFolder() },
    heldOut: 2,
    onProgress: (_, text) => told.push(text),
  });
  const { train, validation, test, fixed } = run.samples;
  expect([train.length, validation.length, test.length]).toEqual([3, 2, 2]);
  expect(fixed).toEqual(test);
  expect(validation.map(({ id }) => id)).toEqual(run.data.validation.map(({ id }) => id));
  expect(told.at(-1)).toBe('features of 7 of 7 images');
  expect((await test[1]!.bag!()).shape).toEqual([5, 8]);
  await run.dispose();
});
