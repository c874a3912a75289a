import { expect, test } from 'vitest';
import { AdamW, compile, Mivpg, type MivpgOptions, Parameters, Random, tf, tidy } from '../../lib';
import { describeEngines, describeNative } from '../engines';
import { uniformTensor } from '../nn/numeric';

const STEPS = 20;

const sizes = { instanceWidth: 12, queries: 4, width: 16, layers: 2, heads: 4, hidden: 24 };

const variants: Record<string, { options: Partial<MivpgOptions>; bag: number[] }> = {
  QFormer: { options: { correlation: 'none' }, bag: [2, 9, 12] },
  CSA: { options: { correlation: 'csa' }, bag: [2, 9, 12] },
  'CSA after self-attention, BERT-style': {
    options: { correlation: 'csa', residual: 'postnorm', keys: 'self-attended' },
    bag: [2, 9, 12],
  },
  SA: { options: { correlation: 'sa' }, bag: [2, 9, 12] },
  Nystrom: { options: { correlation: 'nystrom', landmarks: 3 }, bag: [2, 9, 12] },
  ISAB: { options: { correlation: 'isab', inducingPoints: 3 }, bag: [2, 9, 12] },
  PPEG: { options: { correlation: 'csa', ppeg: 'every-layer', clsFirst: true }, bag: [2, 9, 12] },
  'AB-MIL of images': { options: { imagePooling: 'ab-mil' }, bag: [2, 3, 4, 12] },
};

/** Losses of training steps with dropout, AdamW and clipping inside; the learning rate rises from step to step. */
function train({ options, bag }: (typeof variants)[string], graph: boolean): number[] {
  const parameters = new Parameters(1);
  const mivpg = new Mivpg(parameters.root(), { ...sizes, ...options });
  const optimizer = new AdamW(parameters.entries(), { clipNorm: 1 });
  const dropout = new Random(2);
  const step = compile(
    (instances: tf.Tensor, target: tf.Tensor, rate: tf.Scalar) =>
      optimizer.step(() => tf.mean(tf.squaredDifference(mivpg.forward(instances, { dropout }).prompts, target)), rate),
    { graph },
  );
  const losses = Array.from({ length: STEPS }, (_, i) =>
    tidy(() => {
      const instances = uniformTensor(bag, 10 + (i % 3));
      const target = uniformTensor([bag[0]!, sizes.queries, sizes.width], 20);
      return step(instances, target, tf.scalar(1e-3 * (i + 1))).arraySync();
    }),
  );
  step.dispose();
  optimizer.dispose();
  parameters.dispose();
  return losses;
}

describeNative('a compiled training step', () => {
  for (const [name, variant] of Object.entries(variants)) {
    test(`has the losses of an eager one: ${name}`, () => {
      const eager = train(variant, false);
      const compiled = train(variant, true);
      expect(eager.at(-1)).toBeLessThan(eager[0]!);
      compiled.forEach((loss, i) => {
        expect(Math.abs(loss / eager[i]! - 1), `step ${i}`).toBeLessThan(1e-5);
      });
    });
  }
});

let first: number[] | undefined;

describeEngines('training with dropout', () => {
  test('has the same losses on every engine', () => {
    const losses = train(variants.CSA!, true);
    first ??= losses;
    losses.forEach((loss, i) => {
      expect(Math.abs(loss / first![i]! - 1), `step ${i}`).toBeLessThan(1e-4);
    });
  });
});
