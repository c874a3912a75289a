import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { packageFolder } from '../../lib/data';
import { benchPython } from './python';
import { median, writeResults } from './results';
import { type Case, cases } from './step/cases';

interface First {
  /** Seconds of the first step; ours records and loads the graph in it. */
  firstStep: number;
  recordSeconds?: number;
  loadSeconds?: number;
  parameters: number;
  threads: number;
  versions: Record<string, string>;
}

interface Round {
  seconds: number[];
  /** A step's, of all threads together. */
  processorSeconds: number;
  peakBytes: number;
}

/** One side of a comparison, in a process of its own, so that its peak of memory is its own too. */
class Side {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(command: string, args: string[], threads?: string) {
    const env = threads ? { ...process.env, ...threadsOf(threads) } : process.env;
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  async answer<T>(): Promise<T> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('A side of the benchmark ended before its answer.');
    return JSON.parse(value) as T;
  }

  run(steps: number): Promise<Round> {
    this.child.stdin!.write(`run ${steps}\n`);
    return this.answer();
  }

  quit(): void {
    this.child.stdin!.end('quit\n');
  }
}

const threadsOf = (threads: string) => ({
  TF_NUM_INTRAOP_THREADS: threads,
  TF_NUM_INTEROP_THREADS: threads,
  OMP_NUM_THREADS: threads,
});

const round = (value: number, digits = 3) => Number(value.toPrecision(digits));

function summary(first: First, rounds: readonly Round[]) {
  const seconds = rounds.flatMap((one) => one.seconds);
  return {
    median: round(median(seconds)),
    min: round(Math.min(...seconds)),
    processor: round(median(rounds.map(({ processorSeconds }) => processorSeconds))),
    firstStep: round(first.firstStep),
    ...(first.recordSeconds === undefined
      ? {}
      : { record: round(first.recordSeconds), load: round(first.loadSeconds!) }),
    peakMB: Math.round(Math.max(...rounds.map(({ peakBytes }) => peakBytes)) / 2 ** 20),
  };
}

/** Both sides alternate, so that other work on the machine disturbs them alike. */
async function compare(one: Case, python: string, threads?: string) {
  const folder = join(packageFolder(), 'test', 'bench', 'step');
  const sides = [
    new Side(process.execPath, [join(__dirname, 'step', 'worker.js'), JSON.stringify(one)], threads),
    new Side(python, [join(folder, 'step.py'), JSON.stringify(one)], threads),
  ] as const;
  try {
    const firsts = [await sides[0].answer<First>(), await sides[1].answer<First>()] as const;
    const rounds: [Round[], Round[]] = [[], []];
    for (const side of sides) await side.run(Math.min(2, one.steps)); // warm
    for (let i = 0; i < one.rounds; i++) {
      for (const [k, side] of sides.entries()) rounds[k as 0 | 1].push(await side.run(one.steps));
    }
    const [ours, pytorch] = [summary(firsts[0], rounds[0]), summary(firsts[1], rounds[1])];
    const ratios = {
      time: round(ours.median / pytorch.median),
      timeOfFastest: round(ours.min / pytorch.min),
      processorTime: round(ours.processor / pytorch.processor),
      memory: round(ours.peakMB / pytorch.peakMB),
    };
    const versions = { ...firsts[0].versions, ...firsts[1].versions };
    const { name, steps: _steps, rounds: _rounds, ...sizes } = one;
    return { name, sizes: { ...sizes, parameters: firsts[0].parameters }, ours, pytorch, ratios, versions };
  } finally {
    for (const side of sides) side.quit();
  }
}

/**
 * `npm run bench -- step [--threads N] [text]`: only the cases whose name has the text, or with a number of threads; then
 * no results are written. On a busy machine compare processor time at one thread: two that wait for each other waste it.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { threads: { type: 'string' } }, allowPositionals: true });
  const wanted = positionals.join(' ');
  const python = await benchPython('step');
  const results = [];
  for (const one of cases.filter(({ name }) => name.includes(wanted))) {
    const { versions, ...result } = await compare(one, python, values.threads);
    results.push({ ...result, versions });
    const { name, ours, pytorch, ratios } = result;
    console.log(name, JSON.stringify({ ours, pytorch, ratios }));
  }
  const versions = results[0]?.versions;
  if (!wanted && !values.threads)
    writeResults('step', { versions, cases: results.map(({ versions: _, ...result }) => result) });
}

void main();
