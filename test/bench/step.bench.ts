import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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

  constructor(command: string, args: string[]) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
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
async function compare(one: Case, python: string) {
  const folder = join(packageFolder(), 'test', 'bench', 'step');
  const sides = [
    new Side(process.execPath, [join(__dirname, 'step', 'worker.js'), JSON.stringify(one)]),
    new Side(python, [join(folder, 'step.py'), JSON.stringify(one)]),
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

/** `npm run bench -- step [text]`: only the cases whose name has the text, and then without writing results. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2).join(' ');
  const python = await benchPython('step');
  const results = [];
  for (const one of cases.filter(({ name }) => name.includes(wanted))) {
    const { versions, ...result } = await compare(one, python);
    results.push({ ...result, versions });
    const { name, ours, pytorch, ratios } = result;
    console.log(name, JSON.stringify({ ours, pytorch, ratios }));
  }
  const versions = results[0]?.versions;
  if (!wanted) writeResults('step', { versions, cases: results.map(({ versions: _, ...result }) => result) });
}

void main();
