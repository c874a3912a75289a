import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CheckpointFolder,
  compile,
  ImageProcessor,
  restore,
  type Scope,
  tf,
  tidy,
  useEngine,
  VisionTransformer,
} from '../../../lib';
import { peakMemory } from '../results';
import { checkpointFolder, type VisionType, writeCheckpoint } from './checkpoint';

/** What to time: the transformer on so many images of noise, or decoding and preparing the pictures of a folder. */
export type VisionCase = { images: number } | { pictures: string };

/** Our side, `node worker.js write|F32|BF16|none`: writes the checkpoint, or reads it and then one case a line. */
async function main(): Promise<void> {
  await useEngine();
  const [what = 'none'] = process.argv.slice(2);
  if (what === 'write') {
    for (const type of ['F32', 'BF16'] as const) writeCheckpoint(type);
    process.stdout.write('{}\n');
    return;
  }
  const transformer = what === 'none' ? undefined : load(what as VisionType);
  for await (const line of createInterface({ input: process.stdin })) {
    const one = JSON.parse(line) as VisionCase;
    const [wall, processor] = [performance.now(), process.cpuUsage()];
    if ('pictures' in one) await prepare(one.pictures);
    else transform(transformer!, one.images);
    const { user, system } = process.cpuUsage(processor);
    const seconds = (performance.now() - wall) / 1000;
    const answer = { seconds, processorSeconds: (user + system) / 1e6, peakBytes: peakMemory() };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

type Transform = (pixels: tf.Tensor4D) => tf.Tensor3D;

function load(type: VisionType): Transform {
  const build = (scope: Scope) => new VisionTransformer(scope);
  const keepHalf = (name: string) => type === 'BF16' && name.endsWith('weight') && !name.includes('norm');
  const { model } = restore(CheckpointFolder.open(checkpointFolder(type)), build, { keepHalf });
  return compile((pixels: tf.Tensor4D) => model.forward(pixels).lastHiddenState);
}

function transform(transformer: Transform, images: number): void {
  const pixels: tf.Tensor4D = tf.randomUniform([images, 3, 224, 224], -1, 1, 'float32', 1);
  const rows = transformer(pixels);
  rows.dataSync();
  tf.dispose([pixels, rows]);
}

async function prepare(folder: string): Promise<void> {
  const processor = new ImageProcessor();
  for (const file of readdirSync(folder)) {
    const picture = await processor.load(join(folder, file));
    tidy(() => void processor.pixelValues([picture]));
  }
}

void main();
