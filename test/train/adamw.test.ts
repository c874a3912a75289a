import { expect, test } from 'vitest';
import { AdamW, gelu, LayerNorm, Linear, Parameters, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { loadReference, maxAbsoluteDifference } from '../parity/reference';

interface Trajectory {
  decayed: string[];
  lr: number[];
  loss: number[];
}

/** The reference's model: Linear 8-16, LayerNorm, exact GELU, Linear 16-4. */
function makeModel() {
  const parameters = new Parameters(0);
  const scope = parameters.root();
  const first = new Linear(scope.child('fc1'), 8, 16);
  const norm = new LayerNorm(scope.child('norm'), 16, 1e-5);
  const second = new Linear(scope.child('fc2'), 16, 4);
  const forward = (x: tf.Tensor) => second.forward(gelu(norm.forward(first.forward(x))));
  return { parameters, forward };
}

const row = (all: tf.Tensor, i: number) => tf.squeeze(tf.slice(all, [i, 0, 0], [1, -1, -1]), [0]);

const under = (tensors: Record<string, tf.Tensor>, prefix: string) =>
  Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
    ),
  );

/** A weight and an optimiser for it, freed after the test. */
function withWeight(
  run: (weight: tf.Variable, make: (options: ConstructorParameters<typeof AdamW>[1]) => AdamW) => void,
) {
  const weight = tidy(() => tf.variable(tf.tensor2d([[3, -4]])));
  const made: AdamW[] = [];
  tidy(() =>
    run(weight, (options) => {
      made.push(new AdamW([['weight', weight]], options));
      return made.at(-1)!;
    }),
  );
  for (const optimizer of made) optimizer.dispose();
  weight.dispose();
}

describeEngines('AdamW', () => {
  test('follows the reference trajectory of 50 steps with decay groups, clipping and a schedule', () => {
    const { tensors, meta } = loadReference('optimizer/trajectory');
    const { decayed, lr, loss: losses } = meta as unknown as Trajectory;
    const { parameters, forward } = makeModel();
    parameters.load(under(tensors, 'initial.'));
    const optimizer = new AdamW(parameters.entries(), { weightDecay: 0.05, clipNorm: 1 });
    lr.forEach((rate, i) => {
      tidy(() => {
        const [x, y] = [row(tensors.x!, i), row(tensors.y!, i)];
        const loss = () => tf.mean(tf.squaredDifference(forward(x), y)) as tf.Scalar;
        const value = optimizer.step(loss, tf.scalar(rate)).arraySync();
        expect(Math.abs(value / losses[i]! - 1), `loss of step ${i}`).toBeLessThan(1e-5);
      });
      for (const [name, weight] of parameters.entries()) {
        const expected = tensors[`after_${i + 1}.${name}`];
        if (expected) expect(maxAbsoluteDifference(weight, expected), `${name}, step ${i}`).toBeLessThan(1e-6);
      }
    });
    expect(decayed).toEqual(['fc1.weight', 'fc2.weight']);
    optimizer.dispose();
    parameters.dispose();
    tf.dispose(tensors);
  });

  test('decay is apart from the gradient, and off for biases and 1-D weights', () => {
    const twos = (shape: number[]) => tidy(() => tf.variable(tf.fill(shape, 2)));
    const [matrix, bias, gain] = [twos([1, 1]), twos([1, 1]), twos([1])] as const;
    const weights = [
      ['layer.weight', matrix],
      ['layer.bias', bias],
      ['gain', gain],
    ] as const;
    const optimizer = new AdamW(weights, { weightDecay: 0.5 });
    tidy(() => {
      optimizer.apply([tf.zeros([1, 1]), tf.zeros([1, 1]), tf.zeros([1])], tf.scalar(0.1));
    });
    expect(matrix.dataSync()[0]).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6);
    expect([bias.dataSync()[0], gain.dataSync()[0]]).toEqual([2, 2]);
    optimizer.dispose();
    tf.dispose([matrix, bias, gain]);
  });

  test('the first step has the length of the learning rate whatever the gradient, also when clipped', () =>
    withWeight((weight, make) => {
      for (const clipNorm of [undefined, 1e-3]) {
        const before = tf.clone(weight);
        make({ weightDecay: 0, clipNorm }).step(() => tf.sum(tf.square(weight)), tf.scalar(0.01));
        expect(maxAbsoluteDifference(tf.sub(before, weight), tf.tensor2d([[0.01, -0.01]]))).toBeLessThan(1e-5);
      }
    }));

  test('a weight without a gradient stays as it is', () =>
    withWeight((weight, make) => {
      make({}).apply([undefined], tf.scalar(1));
      expect(weight.arraySync()).toEqual([[3, -4]]);
    }));

  test('a run that is resumed from its state goes on as if it had not stopped', () =>
    withWeight((weight, make) => {
      const steps = (optimizer: AdamW, count: number) => {
        for (let i = 0; i < count; i++) optimizer.step(() => tf.sum(tf.square(weight)), tf.scalar(0.1));
      };
      const whole = make({});
      steps(whole, 3);
      const saved = { weight: tf.clone(weight), ...whole.state() };
      const copies = Object.fromEntries(Object.entries(saved).map(([name, value]) => [name, tf.clone(value)]));
      steps(whole, 2);
      const expected = tf.clone(weight);
      const resumed = make({});
      weight.assign(copies.weight!);
      for (const [name, variable] of Object.entries(resumed.state())) variable.assign(copies[name]!);
      steps(resumed, 2);
      expect(maxAbsoluteDifference(weight, expected)).toBe(0);
    }));

  test('a rate of decay of means that is not in [0, 1) is an error', () => {
    expect(() => new AdamW([], { beta2: 1 })).toThrow('Option beta2: found 1, expected a number in [0, 1)');
  });
});
