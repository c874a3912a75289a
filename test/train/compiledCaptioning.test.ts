import { expect, test } from 'vitest';
import { AdamW, compile, type LanguageModel, Linear, Mivpg, Parameters, Random, tf, tidy } from '../../lib';
import { describeNative } from '../engines';
import { loadOpt, loadT5 } from '../language/tiny';
import { uniformTensor } from '../nn/numeric';

const STEPS = 20;

/** Small: at 1e-3 the tiny T5 makes of a difference of 1e-7 in the instances one of 1e-5 in the losses, eagerly too. */
const LEARNING_RATE = 1e-4;

/** Losses of a captioner: MIVPG with dropout, a projection, and a frozen language model that is taught to write labels. */
function train(language: LanguageModel, graph: boolean): number[] {
  const parameters = new Parameters(1);
  const sizes = { instanceWidth: 12, queries: 4, width: 16, layers: 1, heads: 4, hidden: 24, initialDeviation: 0.2 };
  const mivpg = new Mivpg(parameters.root(), sizes);
  const projection = new Linear(parameters.root().child('language_projection'), sizes.width, language.width);
  const optimizer = new AdamW(parameters.entries(), { clipNorm: 1 });
  const dropout = new Random(2);
  const step = compile(
    (instances: tf.Tensor, labels: tf.Tensor2D, rate: tf.Scalar) =>
      optimizer.step(() => {
        const { prompts } = mivpg.forward(instances, { dropout });
        const embeddings = projection.forward(prompts) as tf.Tensor3D;
        return language.loss({ embeddings }, labels).loss;
      }, rate),
    { graph },
  );
  const losses = Array.from({ length: STEPS }, (_, i) =>
    tidy(() => {
      const instances = uniformTensor([2, 9, 12], 10 + (i % 3));
      const labels = tf.tensor2d([7, 8, 9 + (i % 2), 1, 11, 12, -100, -100], [2, 4], 'int32');
      return step(instances, labels, tf.scalar(LEARNING_RATE)).arraySync();
    }),
  );
  step.dispose();
  optimizer.dispose();
  parameters.dispose();
  return losses;
}

describeNative('a compiled training step of a captioner', () => {
  for (const [name, load] of [
    ['T5', loadT5],
    ['OPT', loadOpt],
  ] as const) {
    test(`has the losses of an eager one: ${name}`, () => {
      const { model, dispose } = load();
      const [eager, compiled] = [train(model, false), train(model, true)];
      expect(eager.at(-1)).toBeLessThan(eager[0]!);
      compiled.forEach((loss, i) => {
        expect(Math.abs(loss / eager[i]! - 1), `step ${i}`).toBeLessThan(1e-5);
      });
      dispose();
    });
  }
});
