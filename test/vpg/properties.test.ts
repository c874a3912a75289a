import fc from 'fast-check';
import { expect, it } from 'vitest';
import { correlationKinds, Mivpg, type MivpgOptions, Parameters, QFormer, Random, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { maxAbsoluteDifference } from '../parity/reference';

const WIDTH = 8;
const base = { instanceWidth: WIDTH, queries: 3, width: 12, layers: 3, heads: 2, hidden: 16, crossAttentionEvery: 2 };

/** A MIVPG whose every weight is random, also those that start at zero, so that each part of it acts. */
function randomMivpg(options: Partial<MivpgOptions>, seed = 1) {
  const parameters = new Parameters(seed);
  const mivpg = new Mivpg(parameters.root(), { ...base, landmarks: 4, inducingPoints: 4, ...options });
  const random = new Random(seed).child('weights');
  for (const [name, variable] of parameters.entries()) {
    if (name.includes('norm') || name.includes('Norm')) continue;
    const values = Float32Array.from({ length: variable.size }, () => 0.4 * random.normal());
    tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  return {
    parameters,
    prompts: (bag: tf.Tensor, mask?: tf.Tensor) => tidy(() => mivpg.forward(bag, { mask }).prompts),
  };
}

const randomTensor = (seed: number, shape: number[]) => {
  const random = new Random(seed);
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape,
  );
};

const permuted = (bag: tf.Tensor, seed: number) => {
  const order = new Random(seed).shuffle(Array.from({ length: bag.shape[1]! }, (_, i) => i));
  return tf.gather(bag, tf.tensor1d(order, 'int32'), 1);
};

/** How far two runs' prompts are apart; inputs are freed. */
const difference = (a: () => tf.Tensor, b: () => tf.Tensor): number => tidy(() => maxAbsoluteDifference(a(), b()));

const bagSizes = fc.record({ count: fc.integer({ min: 1, max: 9 }), seed: fc.integer({ min: 0, max: 1000 }) });
const runs = { numRuns: 8 };
const invariantKinds = correlationKinds.filter((kind) => kind !== 'nystrom');

describeEngines('MIVPG', () => {
  for (const correlation of invariantKinds) {
    it(`does not depend on the order of instances: Propositions 1 and 2 (${correlation})`, () => {
      const { parameters, prompts } = randomMivpg({ correlation });
      fc.assert(
        fc.property(bagSizes, ({ count, seed }) => {
          const apart = difference(
            () => prompts(randomTensor(seed, [2, count, WIDTH])),
            () => prompts(permuted(randomTensor(seed, [2, count, WIDTH]), seed)),
          );
          expect(apart).toBeLessThan(1e-4);
        }),
        runs,
      );
      parameters.dispose();
    });
  }

  it('does not depend on the order of images, nor of patches in an image', () => {
    const { parameters, prompts } = randomMivpg({ correlation: 'csa', imagePooling: 'ab-mil' });
    const images = randomTensor(3, [2, 4, 5, WIDTH]); // [B, N, P, D]
    const apart = difference(
      () => prompts(images),
      () => prompts(permuted(images, 1)),
    );
    expect(apart).toBeLessThan(1e-4);
    const patches = difference(
      () => prompts(images),
      () => prompts(tf.reshape(permuted(tf.reshape(images, [8, 5, WIDTH]), 2), [2, 4, 5, WIDTH])),
    );
    expect(patches).toBeLessThan(1e-4);
    images.dispose();
    parameters.dispose();
  });

  it('depends on the order with PPEG', () => {
    const { parameters, prompts } = randomMivpg({ correlation: 'csa', ppeg: 'every-layer' });
    const bag = randomTensor(4, [1, 9, WIDTH]);
    expect(
      difference(
        () => prompts(bag),
        () => prompts(permuted(bag, 5)),
      ),
    ).toBeGreaterThan(1e-2);
    bag.dispose();
    parameters.dispose();
  });

  for (const correlation of correlationKinds) {
    for (const ppeg of ['none', 'every-layer'] as const) {
      it(`is not changed by padding with a mask (${correlation}, PPEG ${ppeg})`, () => {
        const { parameters, prompts } = randomMivpg({ correlation, ppeg });
        fc.assert(
          fc.property(bagSizes, fc.integer({ min: 1, max: 6 }), ({ count, seed }, padding) => {
            const apart = difference(
              () => prompts(randomTensor(seed, [1, count, WIDTH])),
              () => {
                const garbage = tf.mul(randomTensor(seed + 1, [1, padding, WIDTH]), 10);
                const mask = tf.concat([tf.ones([1, count]), tf.zeros([1, padding])], 1);
                return prompts(tf.concat([randomTensor(seed, [1, count, WIDTH]), garbage], 1), mask);
              },
            );
            expect(apart).toBeLessThan(1e-4);
          }),
          runs,
        );
        parameters.dispose();
      });
    }
  }

  for (const options of [
    { correlation: 'none' },
    { correlation: 'csa' },
    { correlation: 'sa', residual: 'residual' },
    { correlation: 'csa', ppeg: 'every-layer' },
  ] as const) {
    it(`equals the plain QFormer of the same weights at its start (${JSON.stringify(options)})`, () => {
      const parameters = new Parameters(7);
      const mivpg = new Mivpg(parameters.root(), { ...base, ...options });
      const plain = new Parameters(7);
      const qformer = new QFormer(plain.root(), base);
      const bag = randomTensor(8, [2, 6, WIDTH]);
      // Initial values depend on the names alone, so both have the same weights.
      const apart = difference(
        () => mivpg.forward(bag).prompts,
        () => qformer.forward(bag).prompts,
      );
      expect(apart).toBeLessThan(1e-6);
      bag.dispose();
      parameters.dispose();
      plain.dispose();
    });
  }

  it('works with one query, one instance, one image, one patch', () => {
    const { parameters, prompts } = randomMivpg({ queries: 1, imagePooling: 'ab-mil', ppeg: 'first-layer' });
    tidy(() => {
      expect(prompts(randomTensor(9, [1, 1, WIDTH])).shape).toEqual([1, 1, 12]);
      expect(prompts(randomTensor(9, [1, 1, 1, WIDTH])).shape).toEqual([1, 1, 12]);
      expect(prompts(randomTensor(9, [1, 1, 1, WIDTH])).arraySync()).toEqual(
        prompts(randomTensor(9, [1, 1, WIDTH])).arraySync(),
      );
    });
    parameters.dispose();
  });

  it('gives weights that sum to 1 over the instances that count', () => {
    const parameters = new Parameters(1);
    const mivpg = new Mivpg(parameters.root(), base);
    tidy(() => {
      const mask = tf.tensor2d([
        [1, 1, 1, 0],
        [1, 0, 0, 0],
      ]);
      const { layers } = mivpg.forward(randomTensor(2, [2, 4, WIDTH]), { mask });
      const weights = layers[0]!.crossAttention!; // [B, heads, R, M]
      expect(maxAbsoluteDifference(tf.sum(weights, -1), tf.ones([2, 2, 3]))).toBeLessThan(1e-6);
      expect(tf.max(tf.slice(weights, [1, 0, 0, 1], [1, 2, 3, 3])).arraySync()).toBe(0);
      expect(layers[1]!.crossAttention).toBeUndefined();
    });
    parameters.dispose();
  });

  it('pools the images of a sample by every kind of image pooling, and ignores padded images', () => {
    for (const imagePooling of ['ab-mil', 'gated', 'mean', 'max', 'patch-concat', 'cls'] as const) {
      const { parameters, prompts } = randomMivpg({ imagePooling });
      const apart = difference(
        () => prompts(randomTensor(5, [1, 3, 4, WIDTH])),
        () => {
          const padded = tf.concat([randomTensor(5, [1, 3, 4, WIDTH]), randomTensor(6, [1, 2, 4, WIDTH])], 1);
          return prompts(padded, tf.tensor2d([[1, 1, 1, 0, 0]]));
        },
      );
      expect(apart, imagePooling).toBeLessThan(1e-4);
      parameters.dispose();
    }
  });

  it('refuses impossible options and inputs, and says what is allowed', () => {
    const build = (options: object) => () => {
      const parameters = new Parameters();
      try {
        new Mivpg(parameters.root(), { ...base, ...options });
      } finally {
        parameters.dispose();
      }
    };
    expect(build({ correlation: 'full' })).toThrow(/correlation: found "full", expected one of none, csa, sa/);
    expect(build({ ppeg: 'always' })).toThrow(/ppeg: found "always", expected one of none, every-layer/);
    expect(build({ residual: 'none' })).toThrow(/residual/);
    const parameters = new Parameters();
    const mivpg = new Mivpg(parameters.root(), base);
    tidy(() => {
      expect(() => mivpg.forward(tf.zeros([1, 2, 3, WIDTH]))).toThrow(/imagePooling/);
      expect(() => mivpg.forward(tf.zeros([1, 2, WIDTH]), { mask: tf.zeros([1, 2]) })).toThrow(/Bag 0 has no instance/);
    });
    parameters.dispose();
  });
});
