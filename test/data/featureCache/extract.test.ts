import { closeSync, openSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSafetensors, readSafetensorsHeader } from '../../../lib/checkpoint';
import {
  allSamples,
  batchFeatures,
  type DataError,
  type ExtractionProgress,
  extractFeatures,
  type FeatureModel,
  loadKarpathy,
  loadPatchGastric,
} from '../../../lib/data';
import { writeShard } from '../../../lib/data/featureCache/shard';
import { tf } from '../../../lib/engine';
import { describeEngines } from '../../engines';
import { jpeg, karpathyFolder, patchGastricFolder, temporaryFolder } from '../fixtures';
import { contentOf, image, model, samplesOf, shardsOf, tokensOf } from './support';

/** A model that counts the images that it encodes, and the size of each batch. */
function counting(base: FeatureModel<Uint8Array> = model) {
  const batches: number[] = [];
  const counted: FeatureModel<Uint8Array> = {
    ...base,
    encode(batch) {
      batches.push(batch.length);
      return base.encode(batch);
    },
  };
  return { counted, batches };
}

describeEngines('extractFeatures', () => {
  it('keeps all tokens, the [CLS] token or the mean of the patch tokens', async () => {
    const cache = temporaryFolder();
    const [sample] = samplesOf([2]);
    const tokens = await Promise.all(sample!.images.map(async (image) => tokensOf(await image.read())));
    for (const [output, expected] of [
      ['tokens', tokens],
      ['cls', tokens.map(([cls]) => cls!)],
      ['pooled', tokens.map(([, a, b]) => a!.map((value, i) => (value + b![i]!) / 2))],
    ] as const) {
      const features = await extractFeatures(model, [sample!], { cache, output });
      const { shape, values } = await features.bag(sample!);
      expect([...values]).toEqual(expected.flat(2));
      expect(shape).toEqual(output === 'tokens' ? [2, 3, 4] : [2, 4]);
      await features.close();
    }
  });

  it('computes each content once, in batches, and nothing the second time', async () => {
    const cache = temporaryFolder();
    const { counted, batches } = counting();
    const [first] = samplesOf([5]);
    const twin = {
      ...first!,
      id: 'twin',
      images: [...first!.images.slice(0, 3).map(({ read }) => ({ name: 'copy', read }))],
    };
    const options = { cache, batchSize: 2, unitSize: 4 };
    const features = await extractFeatures(counted, [first!, twin], options);
    expect(batches).toEqual([2, 2, 1]);
    expect(features.counts).toEqual({ computed: 5, reused: 3 });
    expect((await features.bag(twin)).values).toEqual((await features.bag(first!)).values.subarray(0, 36));
    await features.close();
    const again = await extractFeatures(counted, [twin, first!], options);
    expect(again.counts).toEqual({ computed: 0, reused: 8 });
    expect(batches).toHaveLength(3);
  });

  it.each([
    ['F32', 0],
    ['F16', 2 ** -11],
    ['BF16', 2 ** -8],
  ] as const)('keeps numbers as %s', async (dtype, tolerance) => {
    const cache = temporaryFolder();
    const [sample] = samplesOf([3]);
    const features = await extractFeatures(model, [sample!], { cache, dtype });
    const exact = (await Promise.all(sample!.images.map(async (image) => tokensOf(await image.read())))).flat(2);
    const { values } = await features.bag(sample!);
    for (const [i, value] of exact.entries())
      expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(tolerance * value);
    await features.close();
  });

  it('reads any images in any order', async () => {
    const [sample] = samplesOf([6]);
    const features = await extractFeatures(model, [sample!], { cache: temporaryFolder(), unitSize: 4, output: 'cls' });
    const images = [5, 2, 3, 4, 0, 0, 1].map((i) => sample!.images[i]!);
    const expected = await Promise.all(images.map(async (image) => tokensOf(await image.read())[0]!));
    expect([...(await features.bag({ id: 'some', images })).values]).toEqual(expected.flat());
    await features.close();
  });

  it('writes safetensors that any reader understands, one tensor an image', async () => {
    const cache = temporaryFolder();
    const [sample] = samplesOf([2]);
    const features = await extractFeatures(model, [sample!], { cache });
    const [shard] = shardsOf(cache);
    const tensors = readSafetensors(shard!);
    expect(Object.keys(tensors).sort()).toEqual(sample!.images.map((image) => features.hashOf(image)!).sort());
    expect(tensors[features.hashOf(sample!.images[1]!)!]!.arraySync()).toEqual(
      tokensOf(await sample!.images[1]!.read()),
    );
    expect(readSafetensorsHeader(shard!).metadata.format).toBe('pt');
    tf.dispose(tensors);
    await features.close();
  });

  it('gives bags of images or of tokens, with the positions of a slide, that make a batch', async () => {
    const cache = temporaryFolder();
    const positions = `file,row,column\n${[0, 1, 2].map((i) => `a_${i}.jpg,0,${i}\n`).join('')}`;
    const folder = patchGastricFolder([{ id: 'a', subtype: 's', text: 't', patches: 3 }], {
      'positions.csv': positions,
    });
    const [slide] = allSamples(await loadPatchGastric(folder, { splitFile: false }));
    const features = await extractFeatures(model, [slide!], { cache, output: 'cls' });
    const bag = await features.bag(slide!);
    expect(bag).toMatchObject({ shape: [3, 4], positions: [0, 1, 2].map((column) => ({ row: 0, column })) });
    const batch = batchFeatures([bag], [4]);
    expect(batch.instances.shape).toEqual([1, 4, 4]);
    tf.dispose([batch.instances, batch.mask]);
    await features.close();

    const all = await extractFeatures(model, [slide!], { cache });
    expect((await all.bag(slide!)).shape).toEqual([3, 3, 4]);
    expect((await all.bag(slide!, { instances: 'tokens' })).shape).toEqual([9, 4]);
    expect((await all.bag({ id: 'one', images: slide!.images.slice(1, 2) })).shape).toEqual([3, 4]);
    await all.close();
  });

  it('knows other models, preprocessings and outputs apart', async () => {
    const cache = temporaryFolder();
    const samples = samplesOf([2]);
    const { counted, batches } = counting();
    await extractFeatures(counted, samples, { cache });
    await extractFeatures({ ...counted, id: 'other' }, samples, { cache });
    await extractFeatures({ ...counted, preprocessing: 'other' }, samples, { cache });
    await extractFeatures(counted, samples, { cache, dtype: 'BF16' });
    expect(batches).toEqual([2, 2, 2, 2]);
    expect(shardsOf(cache)).toHaveLength(4);
  });

  it('reads no image again whose file is as it was, and computes one that changed', async () => {
    const cache = temporaryFolder();
    const folder = karpathyFolder([1, 2, 3].map((cocoid) => ({ cocoid, split: 'train' })));
    const { counted, batches } = counting();
    const extract = async (): Promise<number[]> => {
      const samples = allSamples(await loadKarpathy(folder));
      let reads = 0;
      for (const { images } of samples) {
        const read = images[0]!.read.bind(images[0]!);
        images[0]!.read = () => {
          reads += 1;
          return read();
        };
      }
      const features = await extractFeatures(counted, samples, { cache });
      await features.close();
      return [reads, features.counts.computed];
    };
    expect(await extract()).toEqual([3, 3]);
    expect(await extract()).toEqual([0, 0]);
    const changed = join(folder, 'train2014/COCO_train2014_000000000002.jpg');
    writeFileSync(changed, jpeg('another image'));
    expect(await extract()).toEqual([3, 1]);
    utimesSync(changed, 1, 1);
    expect(await extract()).toEqual([3, 0]);
    expect(batches).toEqual([3, 1]);
  });

  it('extracts parts, which are all that the whole needs', async () => {
    const { counted, batches } = counting();
    const data = samplesOf([3, 2, 4, 1]);
    const options = { cache: temporaryFolder(), unitSize: 3, batchSize: 2 };
    const part = (index: number) => extractFeatures(counted, data, { ...options, shard: { index, count: 3 } });
    expect((await part(0)).counts).toEqual({ computed: 4, reused: 0 }); // units of 3, 3, 3 and 1
    expect((await part(1)).counts).toEqual({ computed: 3, reused: 0 });
    expect((await part(1)).counts).toEqual({ computed: 0, reused: 3 });
    expect((await part(2)).counts).toEqual({ computed: 3, reused: 0 });
    batches.length = 0;
    expect((await extractFeatures(counted, data, options)).counts).toEqual({ computed: 0, reused: 10 });
    expect(batches).toEqual([]);
    await expect(part(3)).rejects.toThrow('shard.index: found 3, expected a whole number from 0 to 2');
  });

  it('tells how far it is', async () => {
    const seen: ExtractionProgress[] = [];
    const onProgress = (progress: ExtractionProgress) => seen.push(progress);
    const options = { cache: temporaryFolder(), batchSize: 2, unitSize: 4, onProgress };
    await extractFeatures(model, samplesOf([7]), options);
    expect(seen.map(({ done }) => done)).toEqual([2, 4, 4, 6, 7, 7]);
    expect(seen.every(({ total, imagesPerSecond }) => total === 7 && imagesPerSecond > 0)).toBe(true);
    expect(seen.at(-1)!.secondsLeft).toBe(0);
  });

  it('keeps what was computed before an error or a stop, and leaves no claim', async () => {
    const cache = temporaryFolder();
    const samples = samplesOf([4, 4]);
    const broken = { ...samples[1]!, images: [...samples[1]!.images.slice(0, 3), image('bad')] };
    const picky = {
      ...model,
      prepare: async (bytes: Uint8Array) => {
        if (bytes[6] === 'b'.charCodeAt(0)) throw new Error('found no picture');
        return model.prepare(bytes);
      },
    };
    const options = { cache, unitSize: 4, batchSize: 2, ahead: 2 };
    const error: DataError = await extractFeatures(picky, [samples[0]!, broken], options).catch((error) => error);
    expect(error).toMatchObject({
      kind: 'unreadable-image',
      message: expect.stringContaining('image bad.jpg: found no picture'),
    });
    const stop = new AbortController();
    const stopping = extractFeatures(picky, samples, {
      ...options,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(stopping).rejects.toThrow('aborted');
    expect(Object.keys(contentOf(cache)).filter((file) => /claims|partial/.test(file))).toEqual([]);
    const { counts } = await extractFeatures(picky, samples, options);
    expect(counts).toEqual({ computed: 4, reused: 4 });
  });

  it('refuses what a model or preprocessing should not give', async () => {
    const cache = temporaryFolder();
    const extract = (wrong: Partial<FeatureModel<Uint8Array>>, more = {}) =>
      extractFeatures({ ...model, ...wrong }, samplesOf([1]), { cache, ...more });
    await expect(extract({ tokens: 4 })).rejects.toThrow('The model sums gave [1,3,4], expected [1, 4, 4]');
    await expect(extract({ encode: () => tf.fill([1, 3, 4], Number.NaN) })).rejects.toThrow(
      'gave NaN for the image image 000 0',
    );
    await expect(extract({ encode: () => tf.fill([1, 3, 4], 1e6) }, { dtype: 'F16' })).rejects.toThrow(
      /Features of the image .+: found the value 1000000, expected at most 65504/,
    );
    await expect(extract({}, { output: 'patches' })).rejects.toThrow('Option output: found "patches"');
    await expect(extract({}, { batchSize: 0 })).rejects.toThrow('Option batchSize');
    await expect(extract({}, { unitSize: 0.5 })).rejects.toThrow('Option unitSize');
  });

  it('says that features were not extracted', async () => {
    const [known, unknown] = samplesOf([1, 1]);
    const features = await extractFeatures(model, [known!], { cache: temporaryFolder() });
    await expect(features.bag(unknown!)).rejects.toThrow('Sample s1: found no features of image 001 0');
  });

  it('finds damaged features as they are read', async () => {
    const cache = temporaryFolder();
    const samples = samplesOf([3]);
    const features = await extractFeatures(model, samples, { cache });
    const [shard] = shardsOf(cache);
    flipLastByte(shard!);
    await expect(features.bag(samples[0]!)).rejects.toThrow(
      /found damaged features of the image .+mivpg data gc --verify/,
    );
    expect((await features.bag(samples[0]!, { verify: false })).values).toHaveLength(36);
    await features.close();
  });

  it('says when a shard is gone, and is not taken in by a foreign one', async () => {
    const cache = temporaryFolder();
    const samples = samplesOf([2]);
    const features = await extractFeatures(model, samples, { cache });
    const [shard] = shardsOf(cache);
    const hash = features.hashOf(samples[0]!.images[0]!)!;
    rmSync(shard!);
    await expect(features.bag(samples[0]!)).rejects.toThrow('ENOENT');
    writeShard(shard!, [{ hash, bytes: new Uint8Array(8) }], 'F32', [2]);
    const again = await extractFeatures(model, samples, { cache });
    expect(again.counts.computed).toBe(2);
    expect((await again.bag(samples[0]!)).values).toHaveLength(24);
    await again.close();
  });

  it('makes shards anew that are truncated', async () => {
    const cache = temporaryFolder();
    const samples = samplesOf([4, 4]);
    const options = { cache, unitSize: 4 };
    await (await extractFeatures(model, samples, options)).close();
    const whole = contentOf(cache);
    const [first, second] = shardsOf(cache);
    truncateSync(first!, 300);
    truncateSync(second!, 5);
    const features = await extractFeatures(model, samples, options);
    expect(features.counts.computed).toBe(8);
    expect(contentOf(cache)).toEqual(whole);
    expect((await features.bag(samples[0]!)).values).toHaveLength(48);
    await features.close();
  });
});

/** Damages a file without changing its size. */
function flipLastByte(path: string): void {
  const bytes = readFileSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.from([bytes.at(-1)! ^ 1]), 0, 1, bytes.length - 1);
  closeSync(file);
}
