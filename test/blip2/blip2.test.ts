import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Blip2, imageWeights, patchMap, readSafetensorsHeader, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import expected from '../parity/fixtures/blip2-captions.json';
import { maxAbsoluteDifference } from '../parity/reference';
import { folderOf, kinds, loadTiny } from './tiny';

const picture = (name: string) => join(__dirname, '..', 'parity', 'fixtures', 'image-processor', name);
const pictures = expected.pictures.map(picture);
const short = { beams: 1, maxNewTokens: 6 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-blip2-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeEngines('Blip2', () => {
  it.each(kinds)('with %s captions picture files as transformers does', async (kind) => {
    const blip2 = await Blip2.fromPretrained(folderOf(kind));
    for (const { options, captions } of expected[kind]) {
      const { num_beams: beams, max_new_tokens: maxNewTokens } = options;
      const found = await blip2.caption(pictures, { beams, maxNewTokens, batch: 2 });
      expect(found.tokens).toEqual(captions.map(({ ids }) => ids));
      expect(found.captions).toEqual(captions.map(({ text }) => text));
    }
    blip2.dispose();
  });

  it('writes the same with recorded graphs, and frees them', async () => {
    const blip2 = await Blip2.fromPretrained(folderOf('opt'));
    const options = { beams: 3, maxNewTokens: 6, batch: 2 };
    const plain = await blip2.caption(pictures, { ...options, graph: false });
    const before = tf.memory().numTensors;
    expect(await blip2.caption(pictures, { ...options, graph: true })).toEqual(plain);
    expect(tf.memory().numTensors).toBe(before);
    expect(await blip2.caption(pictures, { ...options, graph: false })).toEqual(plain);
    blip2.dispose();
  });

  it('with a new MIVPG writes what it writes with its QFormer, patches or single images', async () => {
    const qformer = await Blip2.fromPretrained(folderOf('t5'));
    const mivpg = await Blip2.fromPretrained(folderOf('t5'), {
      promptGenerator: { correlation: 'csa', ppeg: 'every-layer', clsFirst: true },
    });
    expect(qformer.fresh).toEqual([]);
    expect(mivpg.fresh.every((name) => /correlation|ppeg/.test(name))).toBe(true);
    expect(mivpg.fresh).toContain('qformer.encoder.layer.0.crossattention.correlation.output.weight');
    const prompts = async (blip2: Blip2) => {
      const given = await blip2.instancesOf([pictures[2]!]);
      const found = tidy(() => blip2.promptsOf(given).prompts);
      given.instances.dispose();
      return found;
    };
    const [plain, fresh] = [await prompts(qformer), await prompts(mivpg)];
    expect(maxAbsoluteDifference(plain, fresh)).toBe(0);
    expect((await mivpg.caption(pictures, short)).tokens).toEqual((await qformer.caption(pictures, short)).tokens);
    tf.dispose([plain, fresh]);
    qformer.dispose();
    mivpg.dispose();
  });

  it('gives one caption to the pictures of a bag, whatever their order and the other bags', async () => {
    const promptGenerator = { correlation: 'csa', imagePooling: 'ab-mil' } as const;
    const blip2 = await Blip2.fromPretrained(folderOf('opt'), { promptGenerator });
    expect(blip2.instanceKind).toBe('images');
    const bag = pictures.slice(0, 3);
    const { tokens } = await blip2.caption([bag, [...bag].reverse(), pictures[3]!], short);
    expect(tokens).toHaveLength(3);
    expect(tokens[1]).toEqual(tokens[0]);
    expect((await blip2.caption([pictures[3]!], short)).tokens[0]).toEqual(tokens[2]);
    blip2.dispose();
  });

  it('shows which patches and images the queries look at', async () => {
    const blip2 = await Blip2.fromPretrained(folderOf('t5'));
    const maps = await blip2.attentionMaps(pictures.slice(0, 2));
    expect(maps.blocks.map(({ block, weights }) => [block, weights.shape])).toEqual([
      [0, [4, 6, 10]],
      [2, [4, 6, 10]],
    ]);
    const images = imageWeights(maps, { head: 1, query: 3 });
    expect(images).toHaveLength(2);
    expect(images[0]! + images[1]!).toBeCloseTo(1, 5);
    const map = patchMap(maps, { head: 1, query: 3, image: 1 });
    expect([map.length, map[0]!.length]).toEqual([2, 2]);
    const row = tidy(() => tf.slice(maps.blocks[1]!.weights, [1, 3, 5], [1, 1, 5]).dataSync());
    expect(map.flat()).toEqual([...row.slice(1)]);
    expect(() => patchMap(maps, { image: 2 })).toThrow('Option image: found 2, expected 0 to 1.');
    expect(() => patchMap(maps, { block: 1 })).toThrow('Option block: found 1, expected one that reads the bag: 0, 2.');
    tf.dispose(maps.blocks.map(({ weights }) => weights));
    blip2.dispose();
  });

  it('is saved and read back, MIVPG and all', async () => {
    const promptGenerator = { correlation: 'sa', imagePooling: 'gated' } as const;
    const blip2 = await Blip2.fromPretrained(folderOf('t5'), { promptGenerator, seed: 3 });
    blip2.save(folder, { maxShardBytes: 200_000 });
    const again = await Blip2.fromPretrained(folder);
    expect(again.fresh).toEqual([]);
    expect(again.instanceKind).toBe('images');
    const bag = pictures.slice(0, 3);
    expect((await again.caption([bag], short)).tokens).toEqual((await blip2.caption([bag], short)).tokens);
    const plain = await Blip2.fromPretrained(folderOf('t5'));
    plain.save(join(folder, 'plain'));
    const { tensors } = readSafetensorsHeader(join(folder, 'plain', 'model.safetensors'));
    expect(Object.keys(tensors).sort()).toEqual(plain.parameters.names.sort());
    for (const model of [blip2, again, plain]) model.dispose();
  });

  it('keeps what is frozen in bfloat16, near the numbers of float32, and trains and saves the rest', async () => {
    const exact = await loadTiny('t5');
    const half = await loadTiny('t5', { frozen: 'bfloat16' });
    const { parameters } = half.blip2;
    expect(parameters.halfNames).toContain('vision_model.encoder.layers.0.mlp.fc1.weight');
    expect(parameters.halfNames.some((name) => /^(qformer|language_projection)/.test(name))).toBe(false);
    const lossOf = ({ blip2, instances }: typeof half) =>
      tidy(() => blip2.loss({ instances, captions: ['A chair.', 'A lamp.'] }).loss.dataSync()[0]!);
    expect(Math.abs(lossOf(half) / lossOf(exact) - 1)).toBeLessThan(0.02);
    half.blip2.save(folder, { dtype: 'BF16' });
    const again = await Blip2.fromPretrained(folder, { frozen: 'bfloat16' });
    expect((await again.caption([pictures[2]!], short)).tokens).toHaveLength(1);
    expect(again.parameters.count).toBe(exact.blip2.parameters.count);
    again.dispose();
    exact.dispose();
    half.dispose();
  });

  it('trains its prompt generator alone, through the frozen rest', async () => {
    const { blip2, instances, dispose } = await loadTiny('opt', { promptGenerator: { correlation: 'csa' } });
    const captions = ['A red chair.', 'Two tables and a lamp, seen from above.'];
    const optimiser = tf.train.adam(3e-3);
    const loss = () => tidy(() => blip2.loss({ instances, captions, prompt: 'a photo of' }).loss);
    const losses: number[] = [];
    for (let step = 0; step < 8; step++) {
      const value = optimiser.minimize(loss, true, blip2.trainable)!;
      losses.push(value.dataSync()[0]!);
      value.dispose();
    }
    expect(losses.at(-1)!).toBeLessThan(0.9 * losses[0]!);
    optimiser.dispose();
    dispose();
  });
});

describeEngines('Blip2 refuses', () => {
  const broken = (change: (config: Record<string, Record<string, unknown>>) => void) => {
    cpSync(folderOf('t5'), folder, { recursive: true });
    const file = join(folder, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    change(config);
    writeFileSync(file, JSON.stringify(config));
    return expect(Blip2.fromPretrained(folder)).rejects;
  };

  it('a folder that is no BLIP-2, or whose parts do not fit', async () => {
    await expect(Blip2.fromPretrained(folder)).rejects.toThrow(`${folder}: found no config.json, expected a BLIP-2`);
    await broken((config) => Object.assign(config, { model_type: 'llava' })).toThrow(
      'config.json: model_type: found "llava", expected "blip-2".',
    );
    await broken((config) => Object.assign(config.qformer_config!, { encoder_hidden_size: 48 })).toThrow(
      "qformer_config: encoder_hidden_size: found 48, expected 32, the vision model's hidden_size.",
    );
    await broken((config) => Object.assign(config, { num_query_tokens: 7 })).toThrow(
      'query_tokens: found [1,6,24], expected [1,7,24]',
    );
    await broken((config) => Object.assign(config.text_config!, { vocab_size: 100 })).toThrow(
      'they belong to different checkpoints',
    );
  });

  it('pictures that cannot be read, and empty bags', async () => {
    const blip2 = await Blip2.fromPretrained(folderOf('opt'));
    const text = join(folder, 'text.png');
    writeFileSync(text, 'this is no picture');
    await expect(blip2.caption([pictures[0]!, text], short)).rejects.toThrow(text);
    await expect(blip2.caption([[]], short)).rejects.toThrow('Sample 0: found an empty bag');
    await expect(blip2.caption(pictures, { ...short, prompt: ['a'] })).rejects.toThrow('found 1 texts for 5 samples');
    blip2.dispose();
  });
});
