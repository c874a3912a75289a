import { beforeAll, expect, it } from 'vitest';
import { createBlip2, type TrainingOptions, useEngine } from '../../lib';
import { type CalibrationOptions, type CalibrationRow, calibrate } from '../../lib/study/calibrate';
import { karpathyFolder, temporaryFolder } from '../data/fixtures';

const stack = { width: 8, layers: 1, heads: 2, hidden: 12 };
const quick: TrainingOptions = { batch: 2, maxTokens: 4, generation: { beams: 1, maxTokens: 2, minTokens: 0 } };
let options: CalibrationOptions;

beforeAll(async () => {
  await useEngine();
  const model = temporaryFolder();
  const shapes = { vision: { ...stack, imageSize: 32, patchSize: 16 }, qformer: { ...stack, queries: 2 } };
  createBlip2(model, { ...shapes, language: { ...stack, kind: 't5' } });
  const splits = [...Array<string>(4).fill('train'), 'val', 'val', 'test'];
  const photographs = karpathyFolder(splits.map((split, i) => ({ cocoid: 1 + i, split })));
  options = {
    scenario: 'photographs',
    sizes: [2, 'all'],
    trials: [{ ...quick, epochs: 1, schedule: { peak: 1e-3 } }],
    folder: temporaryFolder(),
    sources: { data: { photographs }, models: { t5: model }, features: temporaryFolder() },
  };
});

async function rowsOf(given: CalibrationOptions): Promise<CalibrationRow[]> {
  const rows: CalibrationRow[] = [];
  for await (const row of calibrate(given)) rows.push(row);
  return rows;
}

it('trains each trial with each size, and once only', async () => {
  const rows = await rowsOf(options);
  expect(rows.map(({ spec }) => [spec.variant, spec.settings.epochs, spec.size])).toEqual([
    ['qformer', 1, 2],
    ['qformer', 1, 'all'],
  ]);
  for (const { spec, report, bounds } of rows) {
    expect(report.epochs.at(-1)!.epoch).toBe(spec.settings.epochs);
    expect(report.epochs.every(({ scores }) => scores !== undefined)).toBe(true);
    expect(spec.settings.schedule).toMatchObject({ kind: 'cosine', peak: 1e-3 });
    expect(Object.keys(bounds.blind)).toEqual(['most common', 'consensus']);
    expect(bounds.oracle).not.toBeNull();
  }
  const again = await rowsOf(options);
  expect(again.map(({ report }) => report.seconds)).toEqual(rows.map(({ report }) => report.seconds));
});
