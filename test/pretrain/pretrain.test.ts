import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Blip2 } from '../../lib';
import { pretrain } from '../../lib/pretrain/pretrain';
import type { PretrainSettings } from '../../lib/pretrain/settings';
import { describeNative } from '../engines';

const stack = { width: 8, layers: 1, heads: 2, hidden: 8 };
const loop = { epochs: 1, batch: 4, learningRate: 1e-3 };

const settings: PretrainSettings = {
  seed: 3,
  scenes: { parts: 1, each: 8 },
  texts: { scenes: 8, products: 4, slides: 4 },
  vocabulary: 400,
  vision: { ...stack, imageSize: 128, patchSize: 32 },
  qformer: { ...stack, queries: 2 },
  languages: {
    t5: { kind: 't5', ...stack },
    opt: { kind: 'opt', ...stack, positions: 128 },
  },
  language: { ...loop, noise: 0.1 },
  contrast: { ...loop, space: 4, textLayers: 1, wordWeight: 0.1, shift: 2 },
  alignment: loop,
  generation: { ...loop, dropout: true },
  score: { scenes: 4, slides: 1 },
};

describeNative('pretrain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pretrain-'));
  const models = join(folder, 'models');
  const lines: string[] = [];
  const run = (changed: Partial<PretrainSettings> = {}) =>
    pretrain({
      folder: join(folder, 'stages'),
      models,
      settings: { ...settings, ...changed },
      onProgress: (line) => lines.push(line),
    });

  beforeAll(() => run(), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['t5', 'opt'])('makes a folder that describes pictures (%s)', async (kind) => {
    const model = await Blip2.fromPretrained(join(models, `mini-blip2-${kind}`));
    const image = { width: 128, height: 128, data: new Uint8Array(3 * 128 * 128).fill(90) };
    const { captions } = await model.caption([image], { maxNewTokens: 5, beams: 1 });
    expect(captions).toHaveLength(1);
    // What only texts went through is not in it.
    expect(model.parameters.names.filter((name) => /embeddings\.word|itm_head|layer\.0\.output\./.test(name))).toEqual(
      [],
    );
    model.save(join(folder, `again-${kind}`), { dtype: 'BF16' });
    const again = await Blip2.fromPretrained(join(folder, `again-${kind}`));
    expect((await again.caption([image], { maxNewTokens: 5, beams: 1 })).captions).toEqual(captions);
    model.dispose();
    again.dispose();
  });

  it('writes how it was made beside it', () => {
    const file = join(models, 'mini-blip2-t5', 'pretraining.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    expect(record.settings).toEqual(settings);
    expect(record.stages.map(({ name }: { name: string }) => name)).toContain('alignment');
    expect(existsSync(join(models, 'mini-blip2-t5', 'README.md'))).toBe(true);
  });

  it('makes again only what is new', async () => {
    const before = statSync(join(folder, 'stages', 'alignment', 'weights.safetensors')).mtimeMs;
    lines.length = 0;
    await run({ generation: { ...loop, epochs: 2, dropout: false } });
    expect(lines.filter((line) => / begun$/.test(line))).toEqual(
      ['t5', 'opt'].flatMap((kind) => [`generation-${kind}: begun`, `score-${kind}: begun`]),
    );
    expect(statSync(join(folder, 'stages', 'alignment', 'weights.safetensors')).mtimeMs).toBe(before);
  }, 60_000);
});
