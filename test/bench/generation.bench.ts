import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../lib/data';
import type { GenerationCase } from './generation/worker';
import { benchPython } from './python';
import { median, writeResults } from './results';
import { Side } from './side';

interface Answer {
  seconds: number;
  peakBytes: number;
}

const cases: GenerationCase[] = [
  { beams: 1, tokens: 30 },
  { beams: 5, tokens: 30 },
];

const summary = (answers: readonly Answer[]) => ({
  median: median(answers.map(({ seconds }) => seconds)),
  min: Math.min(...answers.map(({ seconds }) => seconds)),
  peakMB: Math.round(Math.max(...answers.map(({ peakBytes }) => peakBytes)) / 2 ** 20),
});

/**
 * `npm run bench -- generation [--rounds 3] [--ours]`: 30 tokens of FLAN-T5 base with random weights after 36 prompt
 * embeddings, ours and transformers' in turns, so that other work on the machine disturbs them alike.
 * `--ours` leaves transformers out, and the results unwritten.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '3' }, ours: { type: 'boolean', default: false } },
  });
  const folder = join(packageFolder(), 'test', 'bench', 'generation');
  const sides: Record<string, Side> = {
    ours: new Side(process.execPath, [join(__dirname, 'generation', 'worker.js')]),
  };
  if (!values.ours) sides.transformers = new Side(await benchPython('generation'), [join(folder, 'generation.py')]);
  const results = [];
  for (const one of cases) {
    const answers: Record<string, Answer[]> = {};
    for (let round = -1; round < Number(values.rounds); round++) {
      for (const [name, side] of Object.entries(sides)) {
        const answer = await side.ask<Answer>(JSON.stringify(round < 0 ? { ...one, tokens: 3 } : one));
        if (round >= 0) answers[name] = [...(answers[name] ?? []), answer];
      }
    }
    const found = Object.fromEntries(Object.entries(answers).map(([name, list]) => [name, summary(list)]));
    const { ours, transformers } = found;
    const ratio = transformers && {
      ratio: ours!.median / transformers.median,
      ofFastest: ours!.min / transformers.min,
    };
    results.push({ ...one, ...found, ...ratio });
    console.log(JSON.stringify(results.at(-1)));
  }
  for (const side of Object.values(sides)) side.quit();
  if (!values.ours) writeResults('generation', { model: 'FLAN-T5 base, random weights, float32', cases: results });
}

void main();
