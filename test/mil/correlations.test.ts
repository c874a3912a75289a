import { expect, test } from 'vitest';
import {
  type Correlation,
  DeepSetsLayer,
  Isab,
  MultiHeadAttention,
  Nystrom,
  pseudoInverse,
  type Scope,
  SelfAttention,
  tf,
  tidy,
} from '../../lib';
import { describeEngines } from '../engines';
import {
  expectClose,
  expectPaddingChangesNothing,
  forBags,
  normalTensor,
  paddedBags,
  reordered,
  shuffledOrder,
  withLayer,
} from './support';

const WIDTH = 4;

const equivariant: Record<string, (scope: Scope) => Correlation> = {
  SA: (scope) => new SelfAttention(scope, { width: WIDTH, heads: 2 }),
  ISAB: (scope) => new Isab(scope, { width: WIDTH, heads: 2, inducingPoints: 3 }),
  "ISAB in its authors' form": (scope) =>
    new Isab(scope, { width: WIDTH, heads: 2, inducingPoints: 3, convention: 'authors-code' }),
  'DeepSets, mean': (scope) => new DeepSetsLayer(scope),
  'DeepSets, max': (scope) => new DeepSetsLayer(scope, { pool: 'max' }),
};
const nystrom = (scope: Scope) => new Nystrom(scope, { width: WIDTH, heads: 2, landmarks: 3, residualKernel: 5 });

describeEngines('instance correlations', () => {
  for (const [name, build] of Object.entries(equivariant)) {
    test(`${name} is permutation-equivariant`, () =>
      withLayer(build, (layer) =>
        forBags((bags) => {
          const { bag } = paddedBags(bags, WIDTH);
          const order = shuffledOrder(bag.shape[1], bags.seed);
          expectClose(layer.forward(reordered(bag, order)).bag, reordered(layer.forward(bag).bag, order), 2e-5);
        }),
      ));
  }

  for (const [name, build] of Object.entries({ ...equivariant, Nystrom: nystrom })) {
    test(`${name}: padding changes nothing`, () =>
      withLayer(build, (layer) => expectPaddingChangesNothing((bag, mask) => layer.forward(bag, mask), WIDTH, 3e-5)));

    test(`${name}: the shape stays, from one instance on`, () =>
      withLayer(build, (layer) =>
        tidy(() => {
          for (const count of [1, 2, 7]) {
            const bag = normalTensor([2, count, WIDTH], count);
            expect(layer.forward(bag).bag.shape).toEqual(bag.shape);
          }
        }),
      ));

    test(`${name}: a fully masked bag is an error`, () =>
      withLayer(build, (layer) =>
        tidy(() => {
          const mask = tf.tensor2d([
            [0, 0],
            [1, 0],
          ]);
          expect(() => layer.forward(normalTensor([2, 2, WIDTH], 1), mask)).toThrow('Bag 0');
        }),
      ));
  }

  for (const name of ['SA', 'ISAB']) {
    test(`${name}: the weights over instances sum to 1 and padding has none`, () =>
      withLayer(equivariant[name]!, (layer) =>
        forBags((bags) => {
          const { bag, mask } = paddedBags(bags, WIDTH, Math.max(...bags.lengths) + 2);
          const weights = layer.forward(bag, mask).weights!;
          const totals = tf.sum(weights, 3);
          expectClose(totals, tf.onesLike(totals));
          const padding = tf.reshape(tf.sub(1, mask), [mask.shape[0], 1, 1, mask.shape[1]]);
          expect(tf.max(tf.mul(weights, padding)).arraySync()).toBe(0);
        }),
      ));
  }

  test('DeepSets is sigma(lambda x + gamma pool(X))', () =>
    withLayer(
      (scope) => new DeepSetsLayer(scope, { activation: (x) => x }),
      (layer, parameters) =>
        tidy(() => {
          parameters.load({ lambda: tf.tensor1d([2]), gamma: tf.tensor1d([-3]) });
          const { bag } = layer.forward(
            tf.tensor3d([
              [
                [1, 4],
                [3, 8],
              ],
            ]),
          );
          expectClose(
            bag,
            tf.tensor3d([
              [
                [-4, -10],
                [0, -2],
              ],
            ]),
          );
        }),
    ));

  test('ISAB returns L-prime and both attention maps', () =>
    withLayer(
      (scope) => new Isab(scope, { width: WIDTH, heads: 2, inducingPoints: 3 }),
      (layer) =>
        tidy(() => {
          const { induced, weights, returned } = layer.forward(normalTensor([2, 5, WIDTH], 1));
          expect([induced.shape, weights.shape, returned.shape]).toEqual([
            [2, 3, WIDTH],
            [2, 2, 3, 5],
            [2, 2, 5, 3],
          ]);
        }),
    ));

  test('impossible options are errors that say what is allowed', () => {
    const make = (build: (scope: Scope) => unknown) => () => withLayer(build, () => {});
    const unknown = 'sum' as 'mean';
    expect(make((scope) => new DeepSetsLayer(scope, { pool: unknown }))).toThrow('mean, max');
    expect(make((scope) => new Isab(scope, { width: 4, heads: 3 }))).toThrow('multiple of the heads');
    expect(make((scope) => new Isab(scope, { width: 4, inducingPoints: 0 }))).toThrow('inducingPoints');
    expect(make((scope) => new Nystrom(scope, { width: 4, heads: 3 }))).toThrow('multiple of the heads');
    expect(make((scope) => new Nystrom(scope, { width: 8, residualKernel: 4 }))).toThrow('odd');
    expect(make((scope) => new Nystrom(scope, { width: 8, landmarks: 0 }))).toThrow('landmarks');
  });
});

describeEngines('Nystrom attention', () => {
  test('with a landmark for each instance it is full attention', () => {
    const [count, width] = [6, 4];
    tidy(() => {
      const bag = tf.mul(normalTensor([1, count, width], 9), 2) as tf.Tensor3D;
      withLayer(
        (scope) => ({
          nystrom: new Nystrom(scope.child('nystrom'), { width, heads: 2, landmarks: count, iterations: 20 }),
          full: new MultiHeadAttention(scope.child('full'), { queryWidth: width, heads: 2, bias: false }),
        }),
        ({ nystrom, full }, parameters) => {
          const qkv = parameters.get('nystrom.qkv.weight');
          qkv.assign(tf.mul(qkv, 2));
          ['query', 'key', 'value'].forEach((name, i) => {
            parameters.get(`full.${name}.weight`).assign(tf.slice(qkv, [i * width, 0], [width, width]));
          });
          parameters.get('nystrom.conv.weight').assign(tf.zeros([2, 1, 33, 1]));
          parameters.get('nystrom.out.weight').assign(tf.eye(width));
          expectClose(nystrom.forward(bag).bag, full.forward(bag, bag).output, 1e-3);
        },
      );
    });
  });

  test('the result of a bag depends on its batch mates only with the published scale', () => {
    const differenceOf = (pinverseScale: 'bag' | 'batch') => {
      let difference = 0;
      withLayer(
        (scope) => new Nystrom(scope, { width: 4, heads: 2, landmarks: 3, iterations: 2, pinverseScale }),
        (layer) =>
          tidy(() => {
            const [bag, mate] = [normalTensor([1, 6, 4], 1), tf.mul(normalTensor([1, 6, 4], 2), 9)];
            const together = layer.forward(tf.concat([bag, mate]) as tf.Tensor3D).bag;
            const alone = layer.forward(bag).bag;
            difference = tf
              .max(tf.abs(tf.sub(tf.slice(together, [0, 0, 0], [1, -1, -1]), alone)))
              .arraySync() as number;
          }),
      );
      return difference;
    };
    expect(differenceOf('bag')).toBeLessThan(1e-6);
    expect(differenceOf('batch')).toBeGreaterThan(1e-4);
  });

  test('padding in the middle of a bag is an error', () =>
    withLayer(nystrom, (layer) =>
      tidy(() => {
        const mask = tf.tensor2d([[1, 0, 1]]);
        expect(() => layer.forward(normalTensor([1, 3, WIDTH], 1), mask)).toThrow('after padding');
      }),
    ));

  test('the pseudo-inverse inverts', () =>
    tidy(() => {
      const a = tf.softmax(tf.mul(normalTensor([1, 2, 4, 4], 3), 3)) as tf.Tensor4D;
      const z = pseudoInverse(a, { iterations: 30, scale: 'bag' });
      expectClose(tf.matMul(a, z), tf.tile(tf.reshape(tf.eye(4), [1, 1, 4, 4]), [1, 2, 1, 1]), 1e-3);
    }));
});
