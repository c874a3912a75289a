import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../lib/data';
import { benchPython } from './python';
import { median, readResults, writeResults } from './results';
import { Side } from './side';
import { type Case, cases } from './step/cases';
import { csaGrowth } from './step/growth';

interface First {
  /** Seconds of the first step; ours records and loads the graph in it. */
  firstStep: number;
  recordSeconds?: number;
  loadSeconds?: number;
  parameters?: number;
  versions: Record<string, string>;
}

interface Round {
  seconds: number[];
  /** A step's, of all threads together. */
  processorSeconds: number;
  peakBytes: number;
}

const threadsOf = (threads: string) => ({
  TF_NUM_INTRAOP_THREADS: threads,
  TF_NUM_INTEROP_THREADS: threads,
  OMP_NUM_THREADS: threads,
});

const round = (value: number) => Number(value.toPrecision(3));

function summary(first: First, rounds: readonly Round[]) {
  const seconds = rounds.flatMap((one) => one.seconds);
  const { recordSeconds, loadSeconds } = first;
  return {
    median: round(median(seconds)),
    min: round(Math.min(...seconds)),
    processor: round(median(rounds.map(({ processorSeconds }) => processorSeconds))),
    firstStep: round(first.firstStep),
    ...(recordSeconds === undefined ? {} : { record: round(recordSeconds), load: round(loadSeconds!) }),
    peakMB: Math.round(Math.max(...rounds.map(({ peakBytes }) => peakBytes)) / 2 ** 20),
  };
}

/** Both sides alternate, so that other work on the machine disturbs them alike. */
async function compare(one: Case, python: string, threads?: string) {
  const environment = threads ? threadsOf(threads) : {};
  const script = join(packageFolder(), 'test', 'bench', 'step', 'step.py');
  const given = JSON.stringify(one);
  const sides = [
    new Side(process.execPath, [join(__dirname, 'step', 'worker.js'), given], environment),
    new Side(python, [script, given], environment),
  ] as const;
  try {
    const firsts = [await sides[0].ask<First>('start'), await sides[1].ask<First>('start')] as const;
    const rounds: [Round[], Round[]] = [[], []];
    for (const side of sides) await side.ask('run 1'); // warm
    for (let i = 0; i < one.rounds; i++) {
      for (const [k, side] of sides.entries()) rounds[k as 0 | 1].push(await side.ask<Round>(`run ${one.steps}`));
    }
    const [ours, pytorch] = [summary(firsts[0], rounds[0]), summary(firsts[1], rounds[1])];
    const ratios = {
      median: round(ours.median / pytorch.median),
      min: round(ours.min / pytorch.min),
      processor: round(ours.processor / pytorch.processor),
      memory: round(ours.peakMB / pytorch.peakMB),
    };
    const { name: _name, steps: _steps, rounds: _rounds, ...sizes } = one;
    const versions = { ...firsts[0].versions, ...firsts[1].versions };
    const conditions = { threads: threads ? Number(threads) : 'all', loadAverage: round(loadavg()[0]!) };
    return { sizes: { ...sizes, parameters: firsts[0].parameters }, versions, conditions, ours, pytorch, ratios };
  } finally {
    for (const side of sides) side.quit();
  }
}

/** Adds to the numbers that are kept: a part of the benchmark leaves those of the others. */
function keep(part: Record<string, unknown>): void {
  const { machine: _machine, ...kept } = readResults('step');
  writeResults('step', { ...kept, ...part });
}

/**
 * `npm run bench -- step [--threads N] [text]`: only the cases whose name has the text; with `growth`, how CSA grows. On a
 * busy machine compare processor time at one thread: threads that wait for each other waste it.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { threads: { type: 'string' } }, allowPositionals: true });
  const wanted = positionals.join(' ');
  if ('growth'.includes(wanted)) keep({ csaGrowth: await csaGrowth() });
  const chosen = cases.filter(({ name }) => name.includes(wanted));
  if (chosen.length === 0) return;
  const python = await benchPython('step');
  for (const one of chosen) {
    const result = await compare(one, python, values.threads);
    console.log(one.name, JSON.stringify({ ...result.conditions, ...result.ratios }));
    keep({ [one.name]: result });
  }
}

void main();
