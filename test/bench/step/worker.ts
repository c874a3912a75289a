import { createInterface } from 'node:readline';
import { AdamW, compile, engineInfo, Mivpg, Parameters, Random, tf, tidy, useEngine } from '../../../lib';
import { peakMemory } from '../results';
import type { Case } from './cases';

const answer = (values: object) => process.stdout.write(`${JSON.stringify(values)}\n`);

/** Our side of the benchmark: what step.py does, compiled. Obeys the same commands. */
async function main(): Promise<void> {
  const bench = JSON.parse(process.argv[2]!) as Case;
  await useEngine('native');
  const parameters = new Parameters(0);
  const { correlation, layers, width, heads, queries, instanceWidth, dropout, precision } = bench;
  const options = { correlation, layers, width, heads, queries, instanceWidth, dropout };
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
  const firstStep = seconds();
  const [entry] = step.entries;
  const { recordSeconds, loadSeconds, operations } = entry ?? {};
  const recording = { recordSeconds, loadSeconds, operations };
  answer({
    firstStep,
    parameters: parameters.count,
    ...recording,
    versions: engineInfo().versions,
    threads: engineInfo().threads,
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const [command, count] = line.split(' ');
    if (command === 'quit') break;
    const before = process.cpuUsage();
    const times = Array.from({ length: Number(count) }, seconds);
    const { user, system } = process.cpuUsage(before);
    const processorSeconds = (user + system) / 1e6 / times.length;
    answer({ seconds: times, processorSeconds, peakBytes: peakMemory() });
  }
}

void main();
