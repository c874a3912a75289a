import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Blip2, tf } from '../../lib';
import { type LanguageKind, languageKinds } from '../../lib/blip2';
import { pretrain } from '../../lib/pretrain/pretrain';
import type { PretrainSettings } from '../../lib/pretrain/settings';
import { weightsOf } from '../../lib/pretrain/workshop';
import { describeNative } from '../engines';

const stack = { width: 8, layers: 1, heads: 2, hidden: 8 };
const loop = { epochs: 1, batch: 4, learningRate: 1e-3 };

const settings: PretrainSettings = {
  seed: 3,
  scenes: { pretrain: 1, train: 0, each: 8 },
  texts: { scenes: 8, products: 4, slides: 2 },
  vocabulary: 400,
  vision: { ...stack, imageSize: 128, patchSize: 32 },
  qformer: { ...stack, queries: 2 },
  languages: {
    t5: { kind: 't5', ...stack },
    opt: { kind: 'opt', ...stack, positions: 128 },
  },
  language: { t5: { ...loop, noise: 0.1 }, opt: { ...loop, noise: 0.1 } },
  contrast: { ...loop, space: 4, textLayers: 1, wordWeight: 0.1, shift: 2, startScale: 2 },
  alignment: loop,
  generation: { ...loop, dropout: true },
  score: { scenes: 4, slides: 1 },
};

describeNative('pretrain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pretrain-'));
  const models = join(folder, 'models');
  const lines: string[] = [];
  const stages = join(folder, 'stages');
  const run = (kind: LanguageKind) =>
    pretrain({ folder: stages, models, kinds: [kind], settings, onProgress: (line) => lines.push(line) });

  beforeAll(async () => {
    await run('t5');
    lines.length = 0;
    await run('opt');
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(languageKinds)(
    'makes a folder that describes pictures (%s)',
    async (kind) => {
      const model = await Blip2.fromPretrained(join(models, `mini-blip2-${kind}`));
      const image = { width: 128, height: 128, data: new Uint8Array(3 * 128 * 128).fill(90) };
      const { captions } = await model.caption([image], { maxNewTokens: 5, beams: 1 });
      expect(captions).toHaveLength(1);
      // What only texts went through is not in it.
      const textOnly = model.parameters.names.filter((name) =>
        /embeddings\.word|itm_head|layer\.0\.output\./.test(name),
      );
      expect(textOnly).toEqual([]);
      model.save(join(folder, `again-${kind}`), { dtype: 'BF16' });
      const again = await Blip2.fromPretrained(join(folder, `again-${kind}`));
      expect((await again.caption([image], { maxNewTokens: 5, beams: 1 })).captions).toEqual(captions);
      model.dispose();
      again.dispose();
    },
    60_000,
  );

  it('writes how it was made beside it', () => {
    const file = join(models, 'mini-blip2-t5', 'pretraining.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    expect(record.settings).toEqual(settings);
    expect(record.stages.map(({ name }: { name: string }) => name)).toContain('alignment');
    expect(existsSync(join(models, 'mini-blip2-t5', 'README.md'))).toBe(true);
  });

  it('makes only what is not there', () => {
    const begun = lines.filter((line) => line.endsWith(': begun'));
    expect(begun).toEqual(['start', 'language', 'generation', 'score'].map((stage) => `${stage}-opt: begun`));
  });

  it('lets the QFormer start from the stage before', () => {
    const aligned = weightsOf({ folder: join(stages, 'alignment') });
    expect(aligned['qformer.encoder.layer.0.intermediate.dense.weight']).toBeDefined();
    expect(aligned['qformer.encoder.layer.0.intermediate_query.dense.weight']).toBeDefined();
    tf.dispose(Object.values(aligned));
  });
});
