import { createInterface } from 'node:readline';
import { AdamW, compile, engineInfo, Mivpg, Parameters, Random, tf, tidy, useEngine } from '../../../lib';
import { peakMemory } from '../results';
import type { Case } from './cases';

/** Our side of the benchmark: what step.py does, compiled. Obeys the same commands. */
async function main(): Promise<void> {
  const bench = JSON.parse(process.argv[2]!) as Case;
  await useEngine('native');
  const parameters = new Parameters(0);
  const { correlation, layers, width, heads, queries, instanceWidth, dropout, precision, checkpointing } = bench;
  const options = { correlation, layers, width, heads, queries, instanceWidth, dropout, checkpointing };
  const mivpg = new Mivpg(parameters.root(), options);
  const optimizer = new AdamW(parameters.entries());
  const random = dropout > 0 ? new Random(1) : undefined;
  const step = compile(
    (bag: tf.Tensor, target: tf.Tensor, rate: tf.Scalar) =>
      optimizer.step(
        () => tf.mean(tf.squaredDifference(mivpg.forward(bag, { dropout: random }).prompts, target)),
        rate,
      ),
    { precision, graph: process.env.MIVPG_BENCH_EAGER !== '1' },
  );
  const inputs = [
    tf.randomNormal([bench.batch, bench.instances, instanceWidth], 0, 1, 'float32', 1),
    tf.randomNormal([bench.batch, queries, width], 0, 1, 'float32', 2),
    tf.scalar(1e-5),
  ] as const;
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
    return { firstStep, recordSeconds, loadSeconds, parameters: parameters.count, versions: engineInfo().versions };
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
