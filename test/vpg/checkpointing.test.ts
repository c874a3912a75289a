import { expect, test } from 'vitest';
import { Mivpg, type MivpgOptions, Parameters, Random, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { uniformTensor } from '../nn/numeric';
import { maxAbsoluteDifference } from '../parity/reference';

const sizes = { instanceWidth: 6, queries: 2, width: 8, layers: 3, heads: 2, hidden: 8 };

const variants: Record<string, Partial<MivpgOptions>> = {
  QFormer: { correlation: 'none' },
  CSA: { correlation: 'csa', residual: 'postnorm' },
  'SA of the original bag, with PPEG': { correlation: 'sa', carry: 'original', ppeg: 'every-layer' },
};

describeEngines('checkpointing', () => {
  for (const [name, variant] of Object.entries(variants)) {
    test(`changes no prompt and no gradient, dropout included: ${name}`, () => {
      const run = (checkpointing: boolean) => {
        const parameters = new Parameters(1);
        const mivpg = new Mivpg(parameters.root(), { ...sizes, ...variant, checkpointing, initialDeviation: 0.3 });
        const random = new Random(3);
        const { value, grads } = tf.variableGrads(
          () =>
            tidy(() => {
              const { prompts, layers } = mivpg.forward(uniformTensor([2, 5, 6], 4), { dropout: random });
              expect(layers).toHaveLength(checkpointing ? 0 : 3);
              return tf.sum(tf.mul(prompts, uniformTensor([2, 2, 8], 5))) as tf.Scalar;
            }),
          parameters.list(),
        );
        const gradients = parameters.list().map((variable) => grads[variable.name]!);
        const { names } = parameters;
        parameters.dispose();
        return { results: [value, ...gradients], names };
      };
      const [kept, again] = [run(false), run(true)];
      again.results.forEach((found, i) => {
        expect(maxAbsoluteDifference(found, kept.results[i]!), kept.names[i - 1]).toBeLessThan(1e-5);
      });
      tf.dispose([kept.results, again.results]);
    });
  }
});
