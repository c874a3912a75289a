import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createBlip2, tf, trainingSettings, useEngine } from '../../lib';
import { checkResult } from '../../lib/study/checkResult';
import { executeRun } from '../../lib/study/executeRun';
import type { StudySources } from '../../lib/study/sources';
import { type RunSpec, runId, type ScenarioName } from '../../lib/study/spec';
import { aboFolder, karpathyFolder, patchGastricFolder, temporaryFolder } from '../data/fixtures';

const stack = { width: 8, layers: 1, heads: 2, hidden: 12 };
let sources: StudySources;

beforeAll(async () => {
  await useEngine();
  const model = temporaryFolder();
  const shapes = { vision: { ...stack, imageSize: 32, patchSize: 16 }, qformer: { ...stack, queries: 2 } };
  createBlip2(model, { ...shapes, language: { ...stack, kind: 't5' } });
  const splits = [...Array<string>(6).fill('train'), 'val', 'test', 'test'];
  const scenes = karpathyFolder(splits.map((split, i) => ({ cocoid: 100 + i, split })));
  const slide = (i: number) => ({ id: `s${i}`, subtype: i % 2 ? 'Solid' : 'Loose', patches: 1 + (i % 4) });
  const slides = patchGastricFolder(
    Array.from({ length: 20 }, (_, i) => slide(i)).map((one) => ({ ...one, text: `Cells. ${one.subtype}.` })),
  );
  const images = (i: number) => Array.from({ length: 2 }, (_, k) => `p${i}x${k}`);
  const products = aboFolder(
    Array.from({ length: 10 }, (_, i) => ({ id: `B${i}`, images: images(i), captions: [`thing ${i}`] })),
  );
  sources = {
    data: { scenes, slides, products, photographs: scenes },
    models: { t5: model },
    features: temporaryFolder(),
  };
});

function specOf(scenario: ScenarioName, variant: string, changes: Partial<RunSpec> = {}): RunSpec {
  const settings = trainingSettings({
    epochs: 2,
    batch: 2,
    schedule: { kind: 'constant', peak: 1e-2 },
    prompt: '',
    maxTokens: 8,
    generation: { beams: 2, maxTokens: 4, minTokens: 0 },
    validation: { zeroShot: false },
    seed: 1,
  });
  return { version: 1, scenario, scale: 'full', language: 't5', variant, size: 4, seed: 1, settings, ...changes };
}

describe('a run', () => {
  it('leaves a whole result, and is not done again', async () => {
    const spec = specOf('scenes', 'ppeg-csa');
    const folder = temporaryFolder();
    const shares: number[] = [];
    const before = tf.memory().numTensors;
    const result = await executeRun(spec, { folder, sources, onProgress: (share) => shares.push(share) });
    expect(tf.memory().numTensors).toBe(before);
    expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0))).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect(result.trainingSamples).toBe(4);
    expect(Object.keys(result.scores)).toEqual(['BLEU-4', 'METEOR (no paraphrase)', 'ROUGE-L', 'CIDEr']);
    expect(Object.keys(result.blind)).toEqual(['most common', 'consensus']);
    expect(result.oracle!['ROUGE-L']).toBeGreaterThan(0.5); // another caption of the same picture
    expect(result.validation.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(Object.keys(result.captions)).toEqual(['107', '108']);
    expect(result.references['107']).toEqual(['Caption 1 of 107.', 'Caption 2 of 107.']);
    expect(result.fixedCaptions.map(({ captions }) => Object.keys(captions))).toEqual([
      ['107', '108'],
      ['107', '108'],
    ]);
    expect(result.cost.trained).toBeGreaterThan(0);
    expect(result.cost.parameters).toBeGreaterThan(result.cost.trained);
    expect(result.provenance.data).toMatch(/^coco, 9 samples, /);
    const path = join(folder, 'result.json');
    expect(checkResult(JSON.parse(readFileSync(path, 'utf8')), path, runId(spec))).toEqual(result);
    expect(await executeRun(spec, { folder, sources: {} })).toEqual(result);
  });

  it.each([
    ['slides', 'ppeg'],
    ['slides', 'lstm-ab-mil-augmented'],
    ['products', 'csa'],
    ['products', 'zero-shot'],
    ['photographs', 'qformer-unfrozen'],
  ] as const)('can be of %s with %s', async (scenario, variant) => {
    const result = await executeRun(specOf(scenario, variant), { folder: temporaryFolder(), sources });
    expect(Object.values(result.captions).length).toBeGreaterThan(1);
    expect('subtype accuracy' in result.scores).toBe(scenario === 'slides');
    expect('class prior' in result.blind).toBe(scenario === 'slides' || scenario === 'products');
    expect(result.bestEpoch > 0).toBe(variant !== 'zero-shot');
    expect(result.cost.trained > 0).toBe(variant !== 'zero-shot');
  });

  it('goes on where it was stopped, and replaces a damaged result', async () => {
    const spec = specOf('scenes', 'qformer');
    const folder = temporaryFolder();
    const stop = new AbortController();
    const onProgress = (_: number, text: string) => text.startsWith('epoch 2') && stop.abort();
    await expect(executeRun(spec, { folder, sources, signal: stop.signal, onProgress })).rejects.toThrow();
    expect(existsSync(join(folder, 'result.json'))).toBe(false);
    writeFileSync(join(folder, 'result.json'), '{"id":');
    const { validation, captions } = await executeRun(spec, { folder, sources });
    expect(validation.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(Object.keys(captions).length).toBe(2);
  });

  it('says what is missing', async () => {
    const run = (spec: RunSpec, given: StudySources = sources) =>
      executeRun(spec, { folder: temporaryFolder(), sources: given });
    await expect(run(specOf('scenes', 'qformer', { size: 7 }))).rejects.toThrow(
      'found the size 7, expected at most 6, the training samples of coco',
    );
    await expect(run(specOf('scenes', 'lstm-mean'))).rejects.toThrow('expected one of zero-shot, ');
    await expect(run(specOf('scenes', 'qformer', { language: 'opt' }))).rejects.toThrow('name it (models.opt)');
    await expect(run(specOf('scenes', 'qformer'), { ...sources, models: { t5: __dirname } })).rejects.toThrow(
      `found no config.json in ${__dirname}, expected a BLIP-2: name another folder`,
    );
    await expect(run(specOf('slides', 'qformer'), { models: sources.models })).rejects.toThrow('data.slides');
  });
});
