import { expect, test } from 'vitest';
import { compile, Mivpg, type MivpgOptions, Parameters, prefixMask, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { uniformTensor } from '../nn/numeric';
import { maxAbsoluteDifference } from '../parity/reference';

const sizes = {
  instanceWidth: 6,
  queries: 3,
  width: 8,
  layers: 3,
  heads: 2,
  hidden: 12,
  initialDeviation: 0.3,
  dropout: 0,
};
const lengths = [3, 7, 8];
const COUNT = 9;
const positions = lengths.map((length) =>
  Array.from({ length }, (_, i) => ({ row: 40 + Math.floor(i / 4), column: (3 * i) % 8 })),
);

/** Makes all that starts at zero count. */
function wake(parameters: Parameters): void {
  for (const [name, weight] of parameters.entries())
    if (/ppeg|correlation/.test(name)) tidy(() => weight.assign(uniformTensor(weight.shape, name.length)));
}

function withMivpg(options: Partial<MivpgOptions>, run: (mivpg: Mivpg, parameters: Parameters) => void): void {
  const parameters = new Parameters(1);
  const mivpg = new Mivpg(parameters.root(), { ...sizes, ...options });
  wake(parameters);
  run(mivpg, parameters);
  parameters.dispose();
}

const kinds: [string, Partial<MivpgOptions>, boolean][] = [
  ['PPEG where instances lie', { correlation: 'none', ppeg: 'every-layer' }, true],
  ['PPEG on a square', { correlation: 'csa', ppeg: 'every-layer' }, false],
  ['PPEG beside [CLS]', { correlation: 'none', ppeg: 'every-layer', clsFirst: true }, false],
  ['Nystrom attention', { correlation: 'nystrom', landmarks: 3 }, false],
];

describeEngines('the layout of bags as tensors', () => {
  for (const [name, options, placed] of kinds) {
    test(`changes no prompt and no gradient: ${name}`, () =>
      withMivpg(options, (mivpg, parameters) =>
        tidy(() => {
          const bags = uniformTensor([lengths.length, COUNT, 6], 5) as tf.Tensor3D;
          const mask = prefixMask(lengths, COUNT);
          const given = placed ? positions : undefined;
          const layout = mivpg.layoutOf(lengths, COUNT, given);
          expect(layout).toBeDefined();
          const lossOf = (inputs: object) => () => tf.sum(tf.square(mivpg.forward(bags, { mask, ...inputs }).prompts));
          const weights = parameters.list((weight) => /ppeg|correlation/.test(weight));
          const plain = tf.variableGrads(lossOf({ positions: given }) as () => tf.Scalar, weights);
          const laid = tf.variableGrads(lossOf({ layout }) as () => tf.Scalar, weights);
          expect(maxAbsoluteDifference(laid.value, plain.value)).toBeLessThan(1e-4);
          for (const { name: weight } of weights) {
            expect(maxAbsoluteDifference(laid.grads[weight]!, plain.grads[weight]!), weight).toBeLessThan(1e-4);
          }
        }),
      ));
  }

  test('lets a compiled step take masks as inputs, with one recording', () =>
    withMivpg({ correlation: 'nystrom', landmarks: 3, ppeg: 'every-layer' }, (mivpg) => {
      const prompts = (bags: tf.Tensor, inputs: object) => mivpg.forward(bags, inputs).prompts;
      const step = compile(prompts);
      for (const own of [lengths, [9, 1, 5]]) {
        tidy(() => {
          const bags = uniformTensor([3, COUNT, 6], own[0]!);
          const [mask, same] = [prefixMask(own, COUNT), prefixMask(own, COUNT)];
          const layout = mivpg.layoutOf(own, COUNT);
          const expected = prompts(bags, { mask });
          expect(maxAbsoluteDifference(step(bags, { mask: same, layout }), expected)).toBeLessThan(1e-4);
        });
      }
      expect(step.recordings).toBeLessThan(2);
      step.dispose();
    }));

  test('is not needed without them', () =>
    withMivpg({ correlation: 'csa' }, (mivpg) => expect(mivpg.layoutOf(lengths, COUNT)).toBeUndefined()));
});
