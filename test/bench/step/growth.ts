import { compile, growthExponent, Parameters, tf, tidy, useEngine } from '../../../lib';
import { InstanceCorrelation } from '../../../lib/vpg/correlation';

const sizes = { instanceWidth: 512, width: 512, heads: 8 };
const QUERIES = 32;
const INSTANCES = [1_024, 4_096, 16_384, 65_536, 100_000];
const RUNS = 6;

/** How the time of CSA (one layer, forward) grows with M: seconds of the processor, which other work disturbs least. */
export async function csaGrowth() {
  await useEngine('native');
  const parameters = new Parameters(0);
  const csa = new InstanceCorrelation(parameters.root(), sizes, {});
  const queries = tf.randomNormal([1, QUERIES, sizes.width], 0, 1, 'float32', 1);
  const step = compile((bag: tf.Tensor, q: tf.Tensor) =>
    tf.sum(csa.forward(bag, { blockInput: q, selfAttended: q }).bag),
  );
  const points = INSTANCES.map((instances) => {
    const bag = tf.randomNormal([1, instances, sizes.instanceWidth], 0, 1, 'float32', 2);
    const run = () => tidy(() => step(bag, queries).dataSync());
    run();
    const times = Array.from({ length: RUNS }, () => {
      const before = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1e6;
    });
    bag.dispose();
    return { instances, processorSeconds: Number(Math.min(...times).toPrecision(3)) };
  });
  const exponent = growthExponent(
    points.map(({ instances, processorSeconds }) => ({ x: instances, y: processorSeconds })),
  );
  step.dispose();
  return { ...sizes, queries: QUERIES, points, exponent: Number(exponent.toFixed(3)) };
}
