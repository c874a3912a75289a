import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../lib/data';
import { folderOf, type Size, sizes } from './blip2/checkpoint';
import type { Blip2Case } from './blip2/worker';
import { benchPython } from './python';
import { median, writeResults } from './results';
import { Side } from './side';

interface Answer {
  loadSeconds: number;
  visionSeconds: number;
  captionSeconds: number;
  processorSeconds: number;
  peakBytes: number;
}

const cases: Blip2Case[] = [
  { images: 1, tokens: 30 },
  { images: 8, tokens: 30 },
];

const columns = ['loadSeconds', 'visionSeconds', 'captionSeconds', 'processorSeconds'] as const;

/** Each case once to warm up, then its medians; the peak of memory is that of the whole process, loading included. */
async function measure(command: string, args: string[], rounds: number) {
  const side = new Side(command, args);
  const found = [];
  for (const one of cases) {
    const line = JSON.stringify(one);
    await side.ask<Answer>(line);
    const answers: Answer[] = [];
    for (let round = 0; round < rounds; round++) answers.push(await side.ask<Answer>(line));
    const medians = Object.fromEntries(columns.map((name) => [name, median(answers.map((answer) => answer[name]))]));
    found.push({ ...one, ...medians, peakMB: Math.round(answers.at(-1)!.peakBytes / 2 ** 20) });
  }
  side.quit();
  return found as (Blip2Case & Record<(typeof columns)[number] | 'peakMB', number>)[];
}

/**
 * `npm run bench -- blip2 [--size base] [--rounds 2]`: BLIP-2 of true shapes with random weights (ViT-g, QFormer, FLAN-T5
 * base, large or xl) captions one picture and a bag of 8 (30 tokens, 5 beams), beside transformers in float32; ours also
 * with frozen matrices in bfloat16. The sides run one after the other. `base` takes 6 GB of disk and 7 GB of memory.
 */
async function main(): Promise<void> {
  const options = { size: { type: 'string', default: 'base' }, rounds: { type: 'string', default: '2' } } as const;
  const { values } = parseArgs({ options });
  const size = sizes.find((name) => name === values.size);
  if (!size) throw new Error(`--size: found "${values.size}", expected one of ${sizes.join(', ')}.`);
  const worker = join(__dirname, 'blip2', 'worker.js');
  const script = join(packageFolder(), 'test', 'bench', 'blip2', 'blip2.py');
  const python = await benchPython('blip2');
  await new Side(process.execPath, [worker, 'write', size]).ask('');
  const results = await compare(size, Number(values.rounds), { worker, script, python });
  if (size !== 'tiny')
    writeResults(`blip2-${size}`, { model: `ViT-g, FLAN-T5 ${size}, random weights`, cases: results });
}

async function compare(size: Size, rounds: number, paths: { worker: string; script: string; python: string }) {
  const ours = await measure(process.execPath, [paths.worker, 'float32', size], rounds);
  const half = await measure(process.execPath, [paths.worker, 'bfloat16', size], rounds);
  const theirs = await measure(paths.python, [paths.script, folderOf(size)], rounds);
  return cases.map((one, i) => {
    const ratio = (side: typeof ours) => ({
      vision: side[i]!.visionSeconds / theirs[i]!.visionSeconds,
      caption: side[i]!.captionSeconds / theirs[i]!.captionSeconds,
      processor: side[i]!.processorSeconds / theirs[i]!.processorSeconds,
      memory: side[i]!.peakMB / theirs[i]!.peakMB,
    });
    const row = {
      ...one,
      ours: ours[i],
      bfloat16: half[i],
      transformers: theirs[i],
      ratios: { float32: ratio(ours), bfloat16: ratio(half) },
    };
    console.log(JSON.stringify(row));
    return row;
  });
}

void main();
