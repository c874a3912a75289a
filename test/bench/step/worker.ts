import { createInterface } from 'node:readline';
import { engineInfo, tidy, useEngine } from '../../../lib';
import { peakMemory } from '../results';
import type { Case } from './cases';
import { trainingStep } from './model';

/** Our side of the benchmark: what step.py does, compiled. Obeys the same commands. */
async function main(): Promise<void> {
  const bench = JSON.parse(process.argv[2]!) as Case;
  await useEngine('native');
  const { step, inputs, count: parameters } = trainingStep(bench);
  const seconds = () => {
    const start = performance.now();
    const [loss] = tidy(() => step(...inputs).dataSync());
    if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss}.`);
    return (performance.now() - start) / 1000;
  };
  const start = () => {
    const firstStep = seconds();
    const [entry] = step.entries;
    const { recordSeconds, loadSeconds } = entry ?? {};
    return { firstStep, recordSeconds, loadSeconds, parameters, versions: engineInfo().versions };
  };
  const run = (count: number) => {
    const before = process.cpuUsage();
    const times = Array.from({ length: count }, seconds);
    const { user, system } = process.cpuUsage(before);
    return { seconds: times, processorSeconds: (user + system) / 1e6 / count, peakBytes: peakMemory() };
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, count] = line.split(' ');
    process.stdout.write(`${JSON.stringify(command === 'start' ? start() : run(Number(count)))}\n`);
  }
}

void main();
