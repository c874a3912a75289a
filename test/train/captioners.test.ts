import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  blip2Captioner,
  type Captioner,
  lstmBaseline,
  Random,
  type RgbImage,
  type TrainingData,
  type TrainingOptions,
  trainCaptioner,
  trainingSettings,
} from '../../lib';
import { describeNative } from '../engines';
import { makeSamples, makeTiny, SETTINGS, WIDTH } from './tiny';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-captioners-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function lossesOf(captioner: Captioner, data: TrainingData, options: TrainingOptions) {
  const { epochs, recordings } = await trainCaptioner(captioner, data, { ...SETTINGS, ...options, folder });
  return { losses: epochs.flatMap(({ loss }) => loss ?? []), epochs, recordings };
}

const picture = (value: number): RgbImage => ({ width: 40, height: 36, data: new Uint8Array(40 * 36 * 3).fill(value) });

describeNative('captioners to train', () => {
  it.each(['mean', 'ab-mil'] as const)(
    'the LSTM on bags pooled by %s learns captions, and writes them',
    async (pooling) => {
      const model = await makeTiny();
      const { tokenizer, language } = model;
      const shape = { vocabulary: language.vocabulary, featureWidth: WIDTH, embeddingWidth: 16, width: 32 };
      const captioner = lstmBaseline({ tokenizer, tokens: language.tokens, ...shape, pooling, sizes: [3, 5] });
      const samples = makeSamples(12, [3, 5, 5, 3], 1, true).map((sample) => ({
        ...sample,
        captions: sample.captions.slice(0, 1),
      }));
      const options = { epochs: 25, schedule: { kind: 'constant', peak: 0.02 }, validation: { every: 25 } } as const;
      const { losses, recordings } = await lossesOf(captioner, { train: samples }, options);
      expect(losses.at(-1)!).toBeLessThan(0.3 * losses[0]!);
      expect(recordings).toBeLessThanOrEqual(2);
      const written = await captioner.caption(samples, { ...trainingSettings(SETTINGS).generation, prompt: '' });
      expect(written).toEqual(samples.map(({ captions }) => captions[0]));
      captioner.dispose();
      model.dispose();
    },
  );

  it('the vision model is trained with the rest, on augmented pictures', async () => {
    const model = await makeTiny('t5', {}, 1);
    const captioner = blip2Captioner(model, { trainVision: true, captionBatch: 2 });
    const samples = [10, 90, 170, 250].map((value, i) => ({
      id: `${i}`,
      captions: ['abcd'[i]!],
      pictures: () => [picture(value)],
    }));
    const patches = model.parameters.get('vision_model.embeddings.patch_embedding.weight');
    const before = patches.dataSync();
    const data = { train: samples, validation: samples.slice(0, 2) };
    const { losses, epochs } = await lossesOf(captioner, data, { batch: 2 });
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(epochs.at(-1)!.score).toBeDefined();
    expect(patches.dataSync()).not.toEqual(before);
    expect(captioner.weights().some(([name]) => name.startsWith('language_model.'))).toBe(false);
    await expect(lossesOf(captioner, { train: makeSamples(2) }, { seed: 9 })).rejects.toThrow(/holds another run/);
    captioner.dispose();
    model.dispose();
  });

  it('refuses what it cannot read or train', async () => {
    const model = await makeTiny('t5', { frozen: 'bfloat16' }, 1);
    expect(() => blip2Captioner(model, { trainVision: true })).toThrow(/frozen in bfloat16/);
    const captioner = blip2Captioner(model);
    const without = [{ id: 'x', captions: ['a'], pictures: () => [picture(1)] }];
    await expect(lossesOf(captioner, { train: without }, {})).rejects.toThrow('Sample x: found no bag');
    await expect(lossesOf(captioner, { train: [] }, {})).rejects.toThrow('no training sample');
    const silent = [{ id: 'y', captions: [], bag: () => ({ shape: [1, WIDTH], values: new Float32Array(WIDTH) }) }];
    await expect(lossesOf(captioner, { train: silent }, {})).rejects.toThrow('Sample y: found no caption');
    captioner.dispose();
    model.dispose();
  });

  it('a run ends early when no better score comes, and validates as often as it is told', async () => {
    const model = await makeTiny('t5', {}, 1);
    const blip2 = blip2Captioner(model, { sizes: [4] });
    const { caption: _caption, ...rest } = blip2;
    const random = new Random(1);
    // Never a better caption than the first.
    const captioner = { ...rest, caption: async (some: readonly unknown[]) => some.map(() => `${random.integer(9)}`) };
    const validation = makeSamples(3, [4], 2);
    const data = { train: makeSamples(4), validation };
    const options: TrainingOptions = { epochs: 9, patience: 2, validation: { every: 2 } };
    const report = await trainCaptioner(captioner, data, { ...SETTINGS, ...options, folder });
    expect(report.stopped).toBe('patience');
    expect(report.best!.epoch).toBe(0);
    expect(report.epochs.map(({ epoch, score }) => [epoch, score !== undefined])).toEqual([
      [0, true],
      [1, false],
      [2, true],
      [3, false],
      [4, true],
    ]);
    blip2.dispose();
    model.dispose();
  });
});
