import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../lib/data';
import type { GenerationCase } from './generation/worker';
import { benchPython } from './python';
import { median, writeResults } from './results';
import { Side } from './side';

interface Answer {
  seconds: number;
  /** Of all threads together: what other work on the machine disturbs least. */
  cpuSeconds: number;
  peakBytes: number;
}

const cases: GenerationCase[] = [
  { beams: 1, tokens: 30 },
  { beams: 5, tokens: 30 },
];

const summary = (answers: readonly Answer[]) => ({
  median: median(answers.map(({ seconds }) => seconds)),
  min: Math.min(...answers.map(({ seconds }) => seconds)),
  cpu: Math.min(...answers.map(({ cpuSeconds }) => cpuSeconds)),
  peakMB: Math.round(Math.max(...answers.map(({ peakBytes }) => peakBytes)) / 2 ** 20),
});

type Summary = ReturnType<typeof summary>;

const ratios = (ours: Summary, theirs: Summary) => ({
  time: ours.median / theirs.median,
  fastest: ours.min / theirs.min,
  cpu: ours.cpu / theirs.cpu,
  memory: ours.peakMB / theirs.peakMB,
});

/** One case, all sides in turns, so that other work on the machine disturbs them alike; the first turn warms up. */
async function compare(one: GenerationCase, sides: Record<string, Side>, rounds: number) {
  const answers: Record<string, Answer[]> = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [name, side] of Object.entries(sides)) {
      const answer = await side.ask<Answer>(JSON.stringify(one));
      if (round > 0) answers[name] = [...(answers[name] ?? []), answer];
    }
  }
  return Object.entries(answers).map(([side, list]) => {
    const found = summary(list);
    const theirs = answers.transformers && summary(answers.transformers);
    return { ...one, side, ...found, ratios: theirs && side !== 'transformers' ? ratios(found, theirs) : undefined };
  });
}

/**
 * `npm run bench -- generation [--rounds 3] [--threads 1] [--ours]`: 30 tokens of FLAN-T5 base with random weights after
 * 36 prompt embeddings: step by step, recorded, and recorded with matrices in bfloat16, beside transformers in float32. `--ours` leaves transformers out, and the results unwritten.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      threads: { type: 'string' },
      ours: { type: 'boolean', default: false },
    },
  });
  const { threads } = values;
  const environment: Record<string, string> = threads
    ? { TF_NUM_INTRAOP_THREADS: threads, OMP_NUM_THREADS: threads }
    : {};
  const worker = join(__dirname, 'generation', 'worker.js');
  const sides: Record<string, Side> = {
    eager: new Side(process.execPath, [worker, 'eager'], environment),
    graph: new Side(process.execPath, [worker], environment),
    graphBfloat16: new Side(process.execPath, [worker, 'bfloat16'], environment),
  };
  if (!values.ours) {
    const script = join(packageFolder(), 'test', 'bench', 'generation', 'generation.py');
    sides.transformers = new Side(await benchPython('generation'), [script], environment);
  }
  const results = [];
  for (const one of cases) {
    const rows = await compare(one, sides, Number(values.rounds));
    for (const row of rows) console.log(JSON.stringify(row));
    results.push(...rows);
  }
  for (const side of Object.values(sides)) side.quit();
  const model = 'FLAN-T5 base, random weights; transformers in float32';
  if (!values.ours) writeResults('generation', { model, threads: threads ?? 'all', cases: results });
}

void main();
