import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  bagSizesOf,
  blip2Captioner,
  type MivpgChoice,
  type TrainingOptions,
  type TrainingSample,
  trainCaptioner,
} from '../../lib';
import { describeNative } from '../engines';
import { makeSamples, makeTiny } from './tiny';

const SETTINGS: TrainingOptions = {
  epochs: 2,
  batch: 3,
  schedule: { kind: 'constant', peak: 1e-2 },
  prompt: '',
  maxTokens: 8,
  generation: { beams: 2, maxTokens: 4, minTokens: 0 },
};

/** Places instances on a grid with holes. */
const placed = (sample: TrainingSample): TrainingSample => ({
  ...sample,
  bag() {
    const bag = makeBag(sample);
    const positions = Array.from({ length: bag.shape[0]! }, (_, i) => ({ row: i % 2, column: 3 * i }));
    return { ...bag, positions };
  },
});
const makeBag = (sample: TrainingSample) => sample.bag!() as { shape: number[]; values: Float32Array };

describeNative('padded bags of layers that ask for their lengths', () => {
  const kinds: MivpgChoice[] = [{ ppeg: 'every-layer' }, { correlation: 'nystrom', landmarks: 2 }];
  it.each(kinds)('are trained in compiled steps, and captioned: %o', async (promptGenerator) => {
    const folder = mkdtempSync(join(tmpdir(), 'mivpg-layout-'));
    const model = await makeTiny('t5', { promptGenerator });
    const train = makeSamples(6, [3, 5, 4]).map(placed);
    const captioner = blip2Captioner(model, { sizes: bagSizesOf(train) });
    const report = await trainCaptioner(captioner, { train, validation: train.slice(0, 2) }, { ...SETTINGS, folder });
    expect(report.epochs[2]!.loss).toBeLessThan(report.epochs[1]!.loss!);
    captioner.dispose();
    model.dispose();
    rmSync(folder, { recursive: true });
  });
});
