import { expect, it } from 'vitest';
import { Mivpg, type MivpgOptions, Parameters, PerceiverResampler, Random, Sgd, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';

const STEPS = 50;
const base = { instanceWidth: 6, queries: 2, width: 8, layers: 2, heads: 2, hidden: 8, initialDeviation: 0.3 };

const mivpg =
  (options: Partial<MivpgOptions>) =>
  (parameters: Parameters): { forward(bag: tf.Tensor, inputs: object): { prompts: tf.Tensor } } =>
    new Mivpg(parameters.root(), { ...base, landmarks: 2, inducingPoints: 2, ...options });

const generators = {
  QFormer: mivpg({ correlation: 'none' }),
  'MIVPG with CSA and PPEG': mivpg({ correlation: 'csa', ppeg: 'every-layer' }),
  'MIVPG with SA': mivpg({ correlation: 'sa' }),
  'MIVPG with Nystrom': mivpg({ correlation: 'nystrom' }),
  'MIVPG with ISAB': mivpg({ correlation: 'isab' }),
  'MIVPG with images': mivpg({ imagePooling: 'gated' }),
  perceiver: (parameters: Parameters) =>
    new PerceiverResampler(parameters.root(), { width: 6, queries: 2, heads: 2, layers: 1 }),
};

describeEngines('training', () => {
  for (const [name, build] of Object.entries(generators)) {
    it(`lowers the loss of ${name} in ${STEPS} steps, every one of which frees its tensors`, () => {
      const parameters = new Parameters(1);
      const generator = build(parameters);
      const optimiser = new Sgd(parameters.list(), { learningRate: 0.02 });
      const shape = name.includes('images') ? [2, 3, 2, 6] : [2, 5, 6];
      const bag = tf.randomNormal(shape, 0, 1, 'float32', 1);
      const mask = name.includes('images')
        ? tf.tensor2d([
            [1, 1, 1],
            [1, 1, 0],
          ])
        : tf.tensor2d([
            [1, 1, 1, 1, 1],
            [1, 1, 1, 0, 0],
          ]);
      const target = tf.randomNormal([2, 2, name === 'perceiver' ? 6 : 8], 0, 1, 'float32', 2);
      const dropout = new Random(1);
      const loss = () =>
        tidy(() => tf.losses.meanSquaredError(target, generator.forward(bag, { mask, dropout }).prompts) as tf.Scalar);
      const losses: number[] = [];
      let tensors = 0;
      for (let step = 0; step < STEPS; step++) {
        const value = optimiser.step(loss);
        losses.push(value.dataSync()[0]!);
        value.dispose();
        if (step === 0) tensors = tf.memory().numTensors;
        expect(tf.memory().numTensors).toBe(tensors);
      }
      const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
      expect(mean(losses.slice(-5))).toBeLessThan(0.9 * mean(losses.slice(0, 5)));
      tf.dispose([bag, mask, target]);
      optimiser.dispose();
      parameters.dispose();
    });
  }
});
