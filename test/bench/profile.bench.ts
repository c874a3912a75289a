import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { useEngine } from '../../lib';
import { packageFolder } from '../../lib/data';
import { Graph } from '../../lib/engine/compile/graph';
import { benchPython } from './python';
import { readResults, writeResults } from './results';
import { type Case, cases } from './step/cases';
import { trainingStep } from './step/model';

interface Row {
  operation: string;
  count: number;
  ms: number;
}

interface Profile {
  totalMs: number;
  kernels: Row[];
  largest: Row[];
  memory: { peakMB: number; byOperation: Record<string, number> };
}

/** Writes the graph of a case's step to a folder, without running it. */
function saveGraph(one: Case, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { save } = Graph.prototype;
  const saved = new Error('saved');
  Graph.prototype.save = function (this: Graph) {
    save.call(this, folder);
    throw saved;
  };
  const { step, inputs } = trainingStep(one);
  try {
    step(...inputs);
  } catch (error) {
    if (error !== saved) throw error;
  } finally {
    Graph.prototype.save = save;
  }
}

function print(name: string, { totalMs, kernels, memory }: Profile): void {
  console.log(`${name}: ${totalMs} ms in kernels on one thread, at most ${memory.peakMB} MB of results live`);
  console.table(kernels.map((row) => ({ ...row, share: `${Math.round((100 * row.ms) / totalMs)} %` })));
  console.table(memory.byOperation);
}

/**
 * `npm run bench -- profile [--runs 30] [names of step's cases]`: how long each kind of operation takes in the graph of a
 * compiled step, and whose results fill the memory at its peak. The addon cannot trace: Python's TensorFlow, of the same
 * version, runs the very graph.
 */
async function main(): Promise<void> {
  const options = { runs: { type: 'string', default: '30' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const wanted = positionals.length > 0 ? positionals : ['small none', 'small sa', 'slide 1860 sa'];
  await useEngine('native');
  const python = await benchPython('profile');
  for (const one of cases.filter(({ name }) => wanted.includes(name))) {
    const folder = join(packageFolder(), 'out', 'bench-profile', one.name.replaceAll(' ', '-'));
    saveGraph(one, folder);
    const runs = one.name.startsWith('small') ? values.runs : '3';
    const script = join(packageFolder(), 'test', 'bench', 'profile', 'profile.py');
    const { stdout } = await promisify(execFile)(python, [script, folder, runs], { maxBuffer: 2 ** 26 });
    const profile = JSON.parse(stdout) as Profile;
    print(one.name, profile);
    const { machine: _machine, ...kept } = readResults('profile');
    writeResults('profile', { ...kept, [one.name]: profile });
  }
}

void main();
