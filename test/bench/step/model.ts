import { AdamW, type CompiledStep, compile, Mivpg, Parameters, Random, tf } from '../../../lib';
import type { Case } from './cases';

type Inputs = [bag: tf.Tensor, target: tf.Tensor, rate: tf.Scalar];

/** The training step of a case, compiled, and inputs for it. */
export function trainingStep(bench: Case): { step: CompiledStep<Inputs, tf.Scalar>; inputs: Inputs; count: number } {
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
  const inputs: Inputs = [
    tf.randomNormal([bench.batch, bench.instances, instanceWidth], 0, 1, 'float32', 1),
    tf.randomNormal([bench.batch, queries, width], 0, 1, 'float32', 2),
    tf.scalar(1e-5),
  ];
  return { step, inputs, count: parameters.count };
}
