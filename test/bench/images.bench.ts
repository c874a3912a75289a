import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../lib/data';
import { makePictures } from './images/pictures';
import type { ImagesCommand } from './images/worker';
import { benchPython } from './python';
import { median, writeResults } from './results';
import { Side } from './side';

const SIDE = 128;
const BATCH = 8;

interface Answer {
  seconds: number;
  numbers: number;
}

/**
 * `npm run bench -- images [--count 10000] [--rounds 10]`: small pictures decoded and preprocessed for ViT, from files to
 * normalised numbers, ours and Pillow's with transformers' processor in turns, each in one process.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '10' } },
  });
  const [count, rounds] = [Number(values.count), Number(values.rounds)];
  const files = await makePictures(count, SIDE);
  const folder = join(packageFolder(), 'test', 'bench', 'images');
  const sides: Record<string, Side> = {
    ours: new Side(process.execPath, [join(__dirname, 'images', 'worker.js')]),
    transformers: new Side(await benchPython('images'), [join(folder, 'images.py')]),
  };
  const perSecond: Record<string, number[]> = { ours: [], transformers: [] };
  const share = Math.floor(count / rounds / BATCH) * BATCH;
  for (let round = -1; round < rounds; round++) {
    const part = round < 0 ? files.slice(0, 10 * BATCH) : files.slice(round * share, (round + 1) * share);
    for (const [name, side] of Object.entries(sides)) {
      const command: ImagesCommand = { files: part, batch: BATCH };
      const { seconds, numbers } = await side.ask<Answer>(JSON.stringify(command));
      if (numbers !== part.length * 3 * 224 * 224)
        throw new Error(`${name} made ${numbers} numbers of ${part.length} pictures.`);
      if (round >= 0) perSecond[name]!.push(part.length / seconds);
    }
  }
  for (const side of Object.values(sides)) side.quit();
  const [ours, transformers] = [median(perSecond.ours!), median(perSecond.transformers!)];
  const results = {
    pictures: rounds * share,
    side: SIDE,
    imagesPerSecond: { ours, transformers },
    ratio: ours / transformers,
  };
  console.log(JSON.stringify(results));
  writeResults('images', results);
}

void main();
