import { expect, test } from 'vitest';
import {
  AbMil,
  DeepSetsLayer,
  DsMil,
  Isab,
  MaxPooler,
  Nystrom,
  Parameters,
  Ppeg,
  prefixMask,
  Random,
  type Scope,
  SelfAttention,
  TransMil,
  tf,
  tidy,
} from '../../lib';
import { Sgd } from '../../lib/train';
import { describeEngines } from '../engines';
import { normalTensor } from './support';

const WIDTH = 4;
const STEPS = 50;

type Forward = (bag: tf.Tensor3D, mask: tf.Tensor) => tf.Tensor;

const layers: Record<string, (scope: Scope) => Forward> = {
  'gated AB-MIL': (scope) => {
    const layer = new AbMil(scope, { width: WIDTH, hidden: 3, gated: true });
    return (bag, mask) => layer.forward(bag, mask).pooled;
  },
  'DS-MIL': (scope) => {
    const layer = new DsMil(scope, { width: WIDTH, classes: 2, hidden: 3 });
    return (bag, mask) => layer.forward(bag, mask).logits;
  },
  'DeepSets and max': (scope) => {
    const layer = new DeepSetsLayer(scope, { pool: 'max' });
    return (bag, mask) => new MaxPooler().forward(layer.forward(bag, mask).bag, mask).pooled;
  },
  SA: (scope) => {
    const layer = new SelfAttention(scope, { width: WIDTH, heads: 2, dropout: 0.1 });
    const dropout = new Random(1);
    return (bag, mask) => layer.forward(bag, mask, { dropout }).bag;
  },
  ISAB: (scope) => {
    const layer = new Isab(scope, { width: WIDTH, heads: 2, inducingPoints: 2 });
    return (bag, mask) => layer.forward(bag, mask).bag;
  },
  Nystrom: (scope) => {
    const layer = new Nystrom(scope, { width: WIDTH, heads: 2, landmarks: 2, residualKernel: 3 });
    return (bag, mask) => layer.forward(bag, mask).bag;
  },
  PPEG: (scope) => {
    const layer = new Ppeg(scope, { width: WIDTH, start: 'zero' });
    return (bag, mask) => layer.forward(bag, { mask });
  },
  TransMIL: (scope) => {
    const layer = new TransMil(scope, { instanceWidth: WIDTH, classes: 1, width: 4, heads: 2, landmarks: 2 });
    const dropout = new Random(1);
    return (bag, mask) => layer.forward(bag, mask, { dropout }).logits;
  },
};

describeEngines('training', () => {
  for (const [name, build] of Object.entries(layers)) {
    test(`${name} learns, and ${STEPS} steps leave no tensor behind`, () => {
      const parameters = new Parameters(3);
      const forward = build(parameters.root());
      const [bag, mask] = [normalTensor([2, 5, WIDTH], 4), prefixMask([5, 3], 5)];
      const sgd = new Sgd(parameters.list(), { learningRate: 0.01 });
      const loss = () => tidy(() => tf.mean(tf.square(tf.sub(forward(bag, mask), 0.5))) as tf.Scalar);
      const losses: number[] = [];
      const step = () => {
        const value = sgd.step(loss);
        losses.push(value.arraySync());
        value.dispose();
      };
      step();
      const before = tf.memory().numTensors;
      for (let i = 1; i < STEPS; i++) step();
      expect(tf.memory().numTensors).toBe(before);
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
      sgd.dispose();
      parameters.dispose();
      tf.dispose([bag, mask]);
    });
  }
});
