import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { extractFeatures, type FeatureModel, Parameters, packageFolder, type Sample, useEngine } from '../../lib';
import { frozenVision, weightsName } from '../../lib/train';
import { ImageProcessor, type RgbImage, VisionTransformer } from '../../lib/vision';
import { makePictures } from './images/pictures';
import { writeResults } from './results';

const COUNT = 96;
const SIDE = 256;

/** ViT-Ti/16, ViT-S/16 and ViT-B/16. */
const sizes = [
  { width: 192, heads: 3 },
  { width: 384, heads: 6 },
  { width: 768, heads: 12 },
];

/** A model that knows how long it computed. */
function timed(model: FeatureModel<RgbImage>) {
  const time = { seconds: 0 };
  const encode = (batch: readonly RgbImage[]) => {
    const start = performance.now();
    const tokens = model.encode(batch);
    tokens.dataSync();
    time.seconds += (performance.now() - start) / 1000;
    return tokens;
  };
  return { model: { ...model, encode }, time };
}

/**
 * `npm run bench -- features`: 96 pictures of 256 x 256 extracted into an empty cache by ViTs with random weights. The
 * share of the time in which the model computes says how well reading, decoding and writing stay out of its way; the rate
 * at which features are read back is that of a cache in memory.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: 'string', default: String(COUNT) } } });
  await useEngine();
  const files = await makePictures(Number(values.count), SIDE);
  const samples: Sample[] = files.map((file) => ({
    id: file,
    images: [{ name: file, read: () => readFile(file) }],
    captions: ['Noise.'],
    meta: {},
  }));
  const results = [];
  for (const size of sizes) results.push({ ...size, ...(await measure(size, samples)) });
  writeResults('features', { images: files.length, models: results });
}

async function measure(size: { width: number; heads: number }, samples: readonly Sample[]) {
  const options = { ...size, layers: 12, hidden: 4 * size.width, patchSize: 16, imageSize: 224 };
  const parameters = new Parameters(1);
  const vision = new VisionTransformer(parameters.root(), options);
  const id = weightsName(parameters);
  const { model, time } = timed(frozenVision(vision, { ...options, id, processor: new ImageProcessor() }));
  const cache = join(packageFolder(), 'out', 'bench-features');
  await rm(cache, { recursive: true, force: true });
  const start = performance.now();
  const features = await extractFeatures(model, samples, { cache, dtype: 'BF16' });
  const seconds = (performance.now() - start) / 1000;
  const readStart = performance.now();
  let bytes = 0;
  for (const sample of samples) bytes += (await features.bag(sample)).values.byteLength / 2;
  const megabytesPerSecond = bytes / 1e3 / (performance.now() - readStart);
  await features.close();
  await rm(cache, { recursive: true });
  parameters.dispose();
  const result = {
    imagesPerSecond: samples.length / seconds,
    shareOfModel: time.seconds / seconds,
    megabytesPerSecond,
  };
  console.log(JSON.stringify({ ...size, ...result }));
  return result;
}

void main();
