import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { packageFolder } from '../../lib/data';

/** The machine that a benchmark ran on. */
export function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
  };
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[Math.floor(half)]!;
}

/** Keeps a benchmark's numbers, with the machine, in `test/bench/results/<name>.json`. */
export function writeResults(name: string, results: object): void {
  const file = join(packageFolder(), 'test', 'bench', 'results', `${name}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, `${JSON.stringify({ machine: machine(), ...results }, null, 2)}\n`);
  renameSync(`${file}.part`, file);
  console.log(`Written to ${file}`);
}

/** The numbers that a benchmark has kept so far; none: an empty object. */
export function readResults(name: string): Record<string, unknown> {
  const file = join(packageFolder(), 'test', 'bench', 'results', `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
}

/** Peak memory of this process so far, in bytes. */
export function peakMemory(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
