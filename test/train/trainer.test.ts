import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bagSizesOf, blip2Captioner, tf, trainCaptioner } from '../../lib';
import { describeEngines } from '../engines';
import { makeSamples, makeTiny, SETTINGS } from './tiny';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-train-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeEngines('trainCaptioner', () => {
  it.each(['t5', 'opt'] as const)('trains a BLIP-2 with %s: the loss falls, every epoch is validated', async (kind) => {
    const model = await makeTiny(kind);
    const train = makeSamples(9, [3, 5]);
    const captioner = blip2Captioner(model, { sizes: bagSizesOf(train) });
    const validation = makeSamples(3, [3], 2);
    const done: number[] = [];
    const report = await trainCaptioner(
      captioner,
      { train, validation, fixed: validation.slice(0, 1) },
      { ...SETTINGS, epochs: 4, folder, onProgress: (progress) => progress.loss && done.push(progress.done) },
    );
    expect(report.steps).toBe(12);
    expect(done).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(report.epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4]);
    expect(report.epochs[4]!.loss!).toBeLessThan(0.98 * report.epochs[1]!.loss!);
    for (const { scores, score, captions } of report.epochs) {
      expect(score).toBe(scores!.CIDEr! + scores!['BLEU-4']!);
      expect(Object.keys(captions!)).toEqual(['2-0']);
    }
    captioner.dispose();
    model.dispose();
  });

  it('keeps the number of tensors', async () => {
    const model = await makeTiny();
    const captioner = blip2Captioner(model, { sizes: [4] });
    const counts: number[] = [];
    const onProgress = () => counts.push(tf.memory().numTensors);
    await trainCaptioner(captioner, { train: makeSamples(8) }, { ...SETTINGS, epochs: 3, folder, onProgress });
    expect(new Set(counts).size).toBe(1);
    captioner.dispose();
    model.dispose();
  });
});
