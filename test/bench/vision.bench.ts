import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../lib/data';
import { benchPython } from './python';
import { median, writeResults } from './results';
import { Side } from './side';
import { checkpointFolder, visionTypes } from './vision/checkpoint';
import type { VisionCase } from './vision/worker';

interface Answer {
  seconds: number;
  processorSeconds: number;
  peakBytes: number;
}

interface Setting {
  /** Type of the weights; `none`: the case needs none. */
  type: 'F32' | 'BF16' | 'none';
  case: VisionCase;
}

/** Both sides' medians; one side runs after the other, for both at once would take twice the memory. */
async function compare(setting: Setting, rounds: number, python: string, folder: string) {
  const type = setting.type === 'none' ? 'F32' : setting.type;
  const commands: [string, string, string[]][] = [
    ['ours', process.execPath, [join(__dirname, 'vision', 'worker.js'), setting.type]],
    ['transformers', python, [join(folder, 'vision.py'), setting.type, checkpointFolder(type)]],
  ];
  const found: Record<string, { seconds: number; processorSeconds: number; peakMB: number }> = {};
  for (const [name, command, args] of commands) {
    const side = new Side(command, args);
    await side.ask<Answer>(JSON.stringify(setting.case)); // the first one warms up
    const answers: Answer[] = [];
    for (let round = 0; round < rounds; round++) answers.push(await side.ask<Answer>(JSON.stringify(setting.case)));
    side.quit();
    found[name] = {
      seconds: median(answers.map(({ seconds }) => seconds)),
      processorSeconds: median(answers.map(({ processorSeconds }) => processorSeconds)),
      peakMB: Math.round(Math.max(...answers.map(({ peakBytes }) => peakBytes)) / 2 ** 20),
    };
  }
  return found;
}

/**
 * `npm run bench -- vision [--rounds 3] [--images 1,4] [--pictures FOLDER] [--threads N]`: ViT-g with random weights in float32
 * and in bfloat16 against Hugging Face's; with a folder of pictures, also decoding and preparing them against Pillow and
 * transformers. Ratios are of Hugging Face's float32 time; `processor` are those of processor seconds. On a busy machine
 * compare these at one thread: two that wait for each other waste processor time. Takes 6 GB of disk, 4.5 GB of memory.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      images: { type: 'string', default: '1,4' },
      pictures: { type: 'string' },
      threads: { type: 'string' },
    },
  });
  if (values.threads) {
    const names = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'];
    for (const name of names) process.env[name] = values.threads; // of both sides
  }
  const folder = join(packageFolder(), 'test', 'bench', 'vision');
  const python = await benchPython('vision');
  await new Side(process.execPath, [join(__dirname, 'vision', 'worker.js'), 'write']).ask('');
  const counts = values.images.split(',').map(Number);
  const settings: Setting[] = counts.flatMap((images) => visionTypes.map((type) => ({ type, case: { images } })));
  if (values.pictures) settings.push({ type: 'none', case: { pictures: values.pictures } });
  const results = [];
  const base: Record<string, { seconds: number; processorSeconds: number }> = {};
  for (const setting of settings) {
    const found = await compare(setting, Number(values.rounds), python, folder);
    const { ours, transformers } = found as Record<'ours' | 'transformers', (typeof base)[string]>;
    const name = 'images' in setting.case ? `${setting.case.images} images` : 'pictures';
    base[name] ??= transformers;
    const { seconds, processorSeconds } = base[name]!;
    const processor = ours.processorSeconds / processorSeconds;
    results.push({ name, type: setting.type, ...found, ratio: ours.seconds / seconds, processor });
    console.log(JSON.stringify(results.at(-1)));
  }
  if (!values.threads) writeResults('vision', { model: 'ViT-g, random weights', cases: results });
}

void main();
