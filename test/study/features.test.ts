import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Blip2 } from '../../lib/blip2';
import { extractFeatures, loadKarpathy } from '../../lib/data';
import { useEngine } from '../../lib/engine';
import { chooseExecutor } from '../../lib/study/executors';
import { featureJobs } from '../../lib/study/features';
import { frozenVision, weightsName } from '../../lib/train';
import { karpathyFolder, temporaryFolder } from '../data/fixtures';

const model = join(__dirname, '..', 'parity', 'fixtures', 'blip2-t5-tiny');
const IMAGES = 300; // more than are written at once

describe('features of a data set', () => {
  let data: string;
  const jobs = (cache: string, shards: number) =>
    featureJobs({ data, model, output: 'cls', dtype: 'BF16', frozen: 'float32' }, cache, shards);

  beforeAll(async () => {
    await useEngine();
    data = karpathyFolder(Array.from({ length: IMAGES }, (_, cocoid) => ({ cocoid, split: 'train' })));
  });

  it('extracted in parts are those that the whole BLIP-2 asks for', async () => {
    const cache = temporaryFolder();
    const outcomes = await chooseExecutor({ workers: 0 }, cache).run(jobs(cache, 2));
    expect(outcomes.map((outcome) => 'value' in outcome && outcome.value)).toEqual([
      { computed: 256, reused: 0 },
      { computed: 44, reused: 0 },
    ]);
    const blip2 = await Blip2.fromPretrained(model);
    const { width, patchSize } = blip2.config.vision;
    const id = weightsName(blip2.parameters, 'vision_model.');
    const whole = frozenVision(blip2.vision, { id, width, patchSize, processor: blip2.processor });
    const features = await extractFeatures(whole, await loadKarpathy(data), { output: 'cls', dtype: 'BF16', cache });
    expect(features.counts).toEqual({ computed: 0, reused: IMAGES });
    await features.close();
    blip2.dispose();
  });

  it('are computed once when two processes are at the same part', async () => {
    const cache = temporaryFolder();
    const [part] = jobs(cache, 1);
    const outcomes = await chooseExecutor({ workers: 2 }, cache).run([part!, part!]);
    const counts = outcomes.map((outcome) => (outcome as { value: { computed: number; reused: number } }).value);
    expect(counts[0]!.computed + counts[1]!.computed).toBe(IMAGES);
    expect(counts.map(({ computed, reused }) => computed + reused)).toEqual([IMAGES, IMAGES]);
  });

  it('that cannot be extracted fail with the reason', async () => {
    const cache = temporaryFolder();
    const [part] = featureJobs(
      { data: temporaryFolder(), model, output: 'cls', dtype: 'BF16', frozen: 'float32' },
      cache,
      1,
    );
    expect(await chooseExecutor({ workers: 0 }, cache).run([part!])).toMatchObject([
      { state: 'failed', reason: expect.stringContaining('found no data set') },
    ]);
  });
});
