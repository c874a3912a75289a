import { expect, it } from 'vitest';
import { Mivpg, Parameters, PerceiverResampler, tf, tidy } from '../../lib';
import { InstanceCorrelation } from '../../lib/vpg/correlation';
import { describeEngines } from '../engines';
import { expectGradients } from '../parity/gradients';
import { loadReference, maxAbsoluteDifference } from '../parity/reference';

type Named<T> = Record<string, T>;

/** The entries whose name starts with a prefix, without it. */
function part<T>(named: Named<T>, prefix: string): Named<T> {
  const chosen = Object.entries(named).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(chosen.map(([name, value]) => [name.slice(prefix.length), value]));
}

const rename = <T>(named: Named<T>, change: (name: string) => string): Named<T> =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [change(name), value]));

const asVariables = (tensors: Named<tf.Tensor>): Named<tf.Variable> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.variable(tensor)]));

describeEngines('prompt generators against references', () => {
  for (const [reference, correlation] of [
    ['qformer-gradients', 'none'],
    ['mivpg-csa', 'csa'],
    ['mivpg-sa', 'sa'],
  ] as const) {
    it(`gives outputs and gradients of ${reference}`, () => {
      const { tensors } = loadReference(reference);
      const parameters = new Parameters();
      const mivpg = new Mivpg(parameters.root(), {
        instanceWidth: 20,
        queries: 5,
        width: 24,
        layers: 4,
        heads: 4,
        hidden: 40,
        correlation,
      });
      parameters.load(
        rename(part(tensors, 'weights.'), (name) => `qformer.${name}`),
        { partial: true },
      );
      const inputs = asVariables(part(tensors, 'input.'));
      const mask = tf.cast(tensors['input.encoder_attention_mask']!, 'float32');
      const run = () => mivpg.forward(inputs.encoder_hidden_states!, { mask, queries: inputs.query_embeds! });

      const outputs = tidy(run);
      const expectNear = (found: tf.Tensor, name: string) =>
        expect(maxAbsoluteDifference(found, tensors[`output.${name}`]!), name).toBeLessThan(1e-5);
      expectNear(outputs.prompts, 'last_hidden_state');
      outputs.layers.forEach((layer, i) => {
        if (!layer.correlation) return;
        expectNear(layer.queries, `layer.${i}.output`);
        expectNear(layer.bag!, `layer.${i}.bag`);
        expectNear(layer.correlation, `layer.${i}.correlation`);
        expectNear(layer.crossAttention!, `layer.${i}.cross_attention`);
      });

      const weights = Object.fromEntries([...parameters.entries()].filter(([name]) => name !== 'query_tokens'));
      const variables = {
        ...rename(weights, (name) => name.replace('qformer.', 'weights.')),
        'input.query_embeds': inputs.query_embeds!,
        'input.encoder_hidden_states': inputs.encoder_hidden_states!,
      };
      expectGradients(() => run().prompts, tensors.cotangent!, variables, part(tensors, 'grad.'));
      tf.dispose([tensors, inputs, mask, outputs] as tf.TensorContainer[]);
      parameters.dispose();
    });
  }

  for (const residual of ['residual', 'postnorm', 'prenorm'] as const) {
    it(`gives the updated bags and attention of two CSA blocks (${residual})`, () => {
      const { tensors } = loadReference(`poolers/csa-${residual}`);
      const parameters = new Parameters();
      const names: Named<string> = { q: 'query', k: 'key', v: 'value', o: 'output', norm: 'norm' };
      tidy(() => {
        let bag = tensors['input.B0']!;
        for (const block of [1, 2]) {
          const scope = parameters.root().child(`block${block}`);
          const csa = new InstanceCorrelation(scope, { instanceWidth: 10, width: 12, heads: 3 }, { residual });
          const weights = rename(part(tensors, `weights.block${block}.csa.`), (name) => {
            const [layer, kind] = name.split('.') as [string, string];
            return `block${block}.${names[layer]}.${kind}`;
          });
          parameters.load(weights, { partial: true });
          const queries = tensors[`input.q${block - 1}`]!;
          const updated = csa.forward(bag, { blockInput: queries, selfAttended: queries });
          expect(maxAbsoluteDifference(updated.bag, tensors[`output.B${block}`]!)).toBeLessThan(1e-5);
          expect(
            maxAbsoluteDifference(updated.correlation!, tensors[`output.block${block}.csa_attention`]!),
          ).toBeLessThan(1e-5);
          bag = updated.carried;
        }
      });
      tf.dispose(tensors);
      parameters.dispose();
    });
  }

  it('gives outputs and gradients of the perceiver resampler', () => {
    const { tensors } = loadReference('poolers/perceiver-resampler');
    const parameters = new Parameters();
    const perceiver = new PerceiverResampler(parameters.root(), { width: 12, queries: 5, heads: 3, layers: 1 });
    const ours: Named<string> = { q: 'query', k: 'key', v: 'value', o: 'output' };
    const toOurs = (name: string) => {
      if (name === 'latents' || name.startsWith('norm_out')) return name;
      const [layer, kind] = name.split('.') as [string, string];
      return `layer.0.${ours[layer] ?? layer}.${kind}`;
    };
    const weights = part(tensors, 'weights.');
    parameters.load(rename(weights, toOurs));
    const bag = tf.variable(tensors['input.x']!);
    const outputs = tidy(() => perceiver.forward(bag));
    expect(maxAbsoluteDifference(outputs.prompts, tensors['output.main']!)).toBeLessThan(1e-5);
    expect(maxAbsoluteDifference(outputs.attention[0]!, tensors['output.attention']!)).toBeLessThan(1e-5);
    const variables = Object.fromEntries(
      Object.keys(weights).map((name) => [`weights.${name}`, parameters.get(toOurs(name))]),
    );
    expectGradients(
      () => perceiver.forward(bag).prompts,
      tensors.cotangent!,
      { ...variables, 'input.x': bag },
      part(tensors, 'grad.'),
    );
    tf.dispose([tensors, bag, outputs] as tf.TensorContainer[]);
    parameters.dispose();
  });
});
