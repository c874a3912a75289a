import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Blip2, type Blip2Shapes, createBlip2, type RgbImage, tf } from '../../lib';
import { describeEngines } from '../engines';

const stack = { width: 16, layers: 2, heads: 4, hidden: 24 };
const shapes = (kind: 't5' | 'opt'): Blip2Shapes => ({
  vision: { ...stack, imageSize: 32, patchSize: 16 },
  qformer: { ...stack, queries: 3 },
  language: { ...stack, kind },
});
const grey: RgbImage = { width: 2, height: 2, data: new Uint8Array(12).fill(128) };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-create-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeEngines('createBlip2', () => {
  it.each(['t5', 'opt'] as const)('writes a folder with %s that loads, trains and captions', async (kind) => {
    createBlip2(folder, shapes(kind), { seed: 1 });
    const blip2 = await Blip2.fromPretrained(folder);
    const text = 'Ein Stuhl, 3 Beine – 椅子 🪑.';
    expect(blip2.tokenizer.decode(blip2.tokenizer.encode(text))).toBe(text);
    const { tokens } = await blip2.caption([grey], { beams: 2, maxNewTokens: 5 });
    expect(tokens[0]!.length).toBeGreaterThan(0);
    const given = await blip2.instancesOf([grey]);
    const { loss, logits } = blip2.loss({ ...given, captions: [text] });
    expect(loss.dataSync()[0]!).toBeCloseTo(Math.log(blip2.language.vocabulary), 0);
    tf.dispose([given.instances, loss, logits]);
    blip2.dispose();
  });

  it('takes weights from elsewhere, and gives the same folder for the same seed', async () => {
    const valuesOf = async (options: Parameters<typeof createBlip2>[2]) => {
      createBlip2(folder, shapes('t5'), options);
      const blip2 = await Blip2.fromPretrained(folder);
      const values = [...blip2.parameters.get('query_tokens').dataSync()];
      blip2.dispose();
      return values;
    };
    expect(await valuesOf({ seed: 4 })).toEqual(await valuesOf({ seed: 4 }));
    const halves = await valuesOf({ weights: (_, shape) => tf.fill([...shape], 0.5), dtype: 'BF16' });
    expect(new Set(halves)).toEqual(new Set([0.5]));
  });
});
