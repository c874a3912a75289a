import { expect, test } from 'vitest';
import {
  AbMil,
  DsMil,
  MaxPooler,
  MeanPooler,
  type Pooler,
  type Scope,
  TransMil,
  tf,
  tidy,
  weightedPooling,
} from '../../lib';
import { describeEngines } from '../engines';
import { expectClose, forBags, normalTensor, paddedBags, reordered, shuffledOrder, withLayer } from './support';

const WIDTH = 4;

const poolers: Record<string, (scope: Scope) => Pooler> = {
  mean: () => new MeanPooler(),
  max: () => new MaxPooler(),
  'AB-MIL': (scope) => new AbMil(scope, { width: WIDTH, hidden: 3 }),
  'gated AB-MIL': (scope) => new AbMil(scope, { width: WIDTH, hidden: 3, gated: true, bias: true }),
  'DS-MIL': (scope) => new DsMil(scope, { width: WIDTH, classes: 2, hidden: 3 }),
};
const transMil = (scope: Scope) =>
  new TransMil(scope, { instanceWidth: WIDTH, classes: 2, width: 8, heads: 2, landmarks: 3 });

describeEngines('instance poolers', () => {
  for (const [name, build] of Object.entries(poolers)) {
    test(`${name}: the order of instances changes nothing but the order of weights`, () =>
      withLayer(build, (pooler) =>
        forBags((bags) => {
          const { bag } = paddedBags(bags, WIDTH);
          const order = shuffledOrder(bag.shape[1], bags.seed);
          const [before, after] = [pooler.forward(bag), pooler.forward(reordered(bag, order))];
          expectClose(after.pooled, before.pooled);
          expectClose(after.weights, tf.gather(before.weights, order, -1 + before.weights.rank));
        }),
      ));

    test(`${name}: weights sum to 1 and padding has none`, () =>
      withLayer(build, (pooler) =>
        forBags((bags) => {
          const { bag, mask } = paddedBags(bags, WIDTH, Math.max(...bags.lengths) + 2);
          const { weights } = pooler.forward(bag, mask);
          const totals = tf.sum(weights, -1);
          expectClose(totals, tf.onesLike(totals));
          const padding = tf.sub(1, mask);
          const shaped = weights.rank === 3 ? tf.expandDims(padding, 1) : padding;
          expect(tf.max(tf.abs(tf.mul(weights, shaped))).arraySync()).toBe(0);
        }),
      ));
  }

  for (const [name, build] of Object.entries({ ...poolers, TransMIL: transMil })) {
    test(`${name}: padding changes nothing`, () =>
      withLayer(build, (pooler) =>
        forBags((bags) => {
          for (const extra of [0, 4]) {
            const count = Math.max(...bags.lengths) + extra;
            const { bag, mask, alone } = paddedBags(bags, WIDTH, count);
            const together = pooler.forward(bag, mask);
            alone.forEach((one, b) => {
              const single = pooler.forward(one);
              expectClose(tf.slice(together.pooled, [b, 0], [1, -1]), single.pooled, 2e-5);
              const ends = [1, ...single.weights.shape.slice(1)];
              const starts = [b, ...ends.slice(1).map(() => 0)];
              expectClose(tf.slice(together.weights, starts, ends), single.weights, 2e-5);
            });
          }
        }),
      ));

    test(`${name}: a fully masked bag is an error`, () =>
      withLayer(build, (pooler) =>
        tidy(() => {
          const mask = tf.tensor2d([
            [1, 1],
            [0, 0],
          ]);
          expect(() => pooler.forward(normalTensor([2, 2, WIDTH], 1), mask)).toThrow('Bag 1');
        }),
      ));
  }

  test('one instance is its own pooled bag', () => {
    for (const name of ['mean', 'max', 'AB-MIL', 'gated AB-MIL']) {
      withLayer(poolers[name]!, (pooler) =>
        tidy(() => {
          const bag = normalTensor([2, 1, WIDTH], 3);
          expectClose(pooler.forward(bag).pooled, tf.squeeze(bag, [1]));
        }),
      );
    }
  });

  test('weighted pooling is the weighted sum, for one set of weights or several', () =>
    tidy(() => {
      const bag = tf.tensor3d([
        [
          [1, 2],
          [3, 5],
        ],
      ]);
      expect(weightedPooling(bag, tf.tensor2d([[0.5, 2]])).arraySync()).toEqual([[6.5, 11]]);
      expect(
        weightedPooling(
          bag,
          tf.tensor3d([
            [
              [1, 0],
              [0, 1],
            ],
          ]),
        ).arraySync(),
      ).toEqual([
        [
          [1, 2],
          [3, 5],
        ],
      ]);
    }));

  test('the weights of max are the share of features that an instance wins', () =>
    tidy(() => {
      const { pooled, weights } = new MaxPooler().forward(
        tf.tensor3d([
          [
            [9, -2, 7, 1],
            [3, -1, 1, 1],
          ],
        ]),
      );
      expect(pooled.arraySync()).toEqual([[9, -1, 7, 1]]);
      expect(weights.arraySync()).toEqual([[0.75, 0.25]]);
    }));

  test("DS-MIL's critical instance is never padding", () =>
    withLayer(poolers['DS-MIL'] as (scope: Scope) => DsMil, (pooler) =>
      forBags((bags) => {
        const { bag, mask } = paddedBags(bags, WIDTH, 12);
        const critical = pooler.forward(bag, mask).critical.arraySync();
        critical.forEach((row, b) => {
          for (const instance of row) expect(instance).toBeLessThan(bags.lengths[b]!);
        });
      }),
    ));

  test('TransMIL gives a logit a class and a weight an instance', () =>
    withLayer(transMil, (pooler) =>
      tidy(() => {
        for (const count of [1, 2, 3, 5, 9]) {
          const { pooled, weights, logits } = pooler.forward(normalTensor([2, count, WIDTH], count));
          expect([pooled.shape, weights.shape, logits.shape]).toEqual([
            [2, 8],
            [2, count],
            [2, 2],
          ]);
        }
      }),
    ));

  test('an instance that TransMIL repeats to fill its square counts twice', () =>
    withLayer(
      (scope) => new TransMil(scope, { instanceWidth: WIDTH, classes: 1, width: 4, heads: 2, landmarks: 5 }),
      (pooler, parameters) =>
        tidy(() => {
          // Without any weight, the class token reads itself, three instances and the copy of the first evenly.
          for (const variable of parameters.list()) variable.assign(tf.zerosLike(variable));
          expectClose(pooler.forward(normalTensor([1, 3, WIDTH], 1)).weights, tf.tensor2d([[0.4, 0.2, 0.2]]));
        }),
    ));

  test('impossible options are errors that say what is allowed', () => {
    const make = (build: (scope: Scope) => unknown) => () => withLayer(build, () => {});
    expect(make((scope) => new AbMil(scope, { width: 4, hidden: 0 }))).toThrow('whole number of at least 1');
    expect(make((scope) => new DsMil(scope, { width: 4, classes: 0 }))).toThrow('classes');
  });
});
