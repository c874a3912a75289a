import { test } from 'vitest';
import { AbMil, DsMil, Isab, Nystrom, Ppeg, type Scope, TransLayer, takeRows, tf } from '../../lib';
import { describeEngines } from '../engines';
import { expectClose, expectParity } from './support';

const mabNames = (ours: string, theirs: string) => ({
  [`${ours}.query`]: `${theirs}.q`,
  [`${ours}.key`]: `${theirs}.k`,
  [`${ours}.value`]: `${theirs}.v`,
  [`${ours}.output.`]: `${theirs}.o.`,
  [`${ours}.attention_norm`]: `${theirs}.norm1`,
  [`${ours}.output_norm`]: `${theirs}.norm2`,
  [`${ours}.ff`]: `${theirs}.ff`,
});

/** The pseudo-inverse has values up to 11. */
const inverseTolerance = { pinverse: 5e-5 };

const dsMil = (scaled: boolean) => ({
  reference: 'ds-mil',
  build: (scope: Scope) => new DsMil(scope, { width: 12, classes: 3, hidden: 7, scaled }),
  names: { 'query.': 'q.', 'value.': 'v.' },
  reshape: { 'weights.bag.weight': [3, 36] },
});

describeEngines('reference numbers', () => {
  for (const gated of [false, true]) {
    test(gated ? 'gated AB-MIL' : 'AB-MIL', () =>
      expectParity({
        reference: gated ? 'ab-mil-gated' : 'ab-mil',
        build: (scope) => new AbMil(scope, { width: 12, hidden: 7, gated, bias: true }),
        names: { 'u.': 'V.', 'gate.': 'U.' },
        run(layer, { h }) {
          const bag = h as tf.Tensor3D;
          const { pooled, weights } = layer.forward(bag);
          const mask = tf.tensor2d([...new Array(8).fill(1), 0, 0, 0, ...new Array(11).fill(1)], [2, 11]);
          const masked = layer.forward(bag, mask);
          return { main: pooled, attention: weights, attention_masked: masked.weights, pooled_masked: masked.pooled };
        },
      }),
    );
  }

  test('DS-MIL', () =>
    expectParity({
      ...dsMil(true),
      run(layer, { h }) {
        const { logits, weights, pooled, instanceScores, critical } = layer.forward(tf.expandDims(h!) as tf.Tensor3D);
        return {
          main: tf.reshape(logits, [3]),
          instance_scores: tf.squeeze(instanceScores, [0]),
          critical: tf.reshape(critical, [3]),
          attention: tf.transpose(tf.squeeze(weights, [0])),
          bag: tf.reshape(pooled, [3, 12]),
        };
      },
    }));

  test('DS-MIL without the factor on likenesses', () =>
    expectParity({
      ...dsMil(false),
      gradients: false,
      run(layer, { h }) {
        const { weights, pooled } = layer.forward(tf.expandDims(h!) as tf.Tensor3D);
        return { attention_paper: tf.transpose(tf.squeeze(weights, [0])), bag_paper: tf.reshape(pooled, [3, 12]) };
      },
    }));

  test('Nystrom', () =>
    expectParity({
      reference: 'nystrom',
      build: (scope) => new Nystrom(scope, { width: 24, heads: 3, landmarks: 8, pinverseScale: 'batch' }),
      names: {},
      tolerances: inverseTolerance,
      run(layer, { x }) {
        const { bag, inverse } = layer.forward(x as tf.Tensor3D);
        return { main: bag, pinverse: inverse };
      },
    }));

  test('Nystrom without padding', () =>
    expectParity({
      reference: 'nystrom-no-padding',
      build: (scope) => new Nystrom(scope, { width: 16, heads: 2, landmarks: 8 }),
      names: {},
      tolerances: inverseTolerance,
      run(layer, { x }) {
        const { bag, inverse, weights, returned } = layer.forward(x as tf.Tensor3D);
        return { main: bag, pinverse: inverse, last_attention: weights, first_attention: returned };
      },
    }));

  test('TransMIL layer', () =>
    expectParity({
      reference: 'translayer',
      build: (scope) => new TransLayer(scope, { width: 16, heads: 2, landmarks: 8 }),
      names: { 'attention.': '' },
      run: (layer, { x }) => ({ main: layer.forward(x as tf.Tensor3D).bag }),
    }));

  test('PPEG', () =>
    expectParity({
      reference: 'ppeg',
      build: (scope) => new Ppeg(scope, { width: 6, cls: true }),
      names: {},
      run(layer, { cls, x }) {
        // The reference keeps the rows that it repeats to fill the square; PPEG drops them.
        const repeated = [...Array.from({ length: 23 }, (_, i) => i), 0, 1];
        const square = takeRows(x as tf.Tensor3D, [repeated, repeated]);
        const main = layer.forward(tf.concat([cls!, square], 1) as tf.Tensor3D);
        const dropped = layer.forward(tf.concat([cls!, x!], 1) as tf.Tensor3D);
        expectClose(dropped, tf.slice(main, [0, 0, 0], [-1, 24, -1]));
        return { main };
      },
    }));

  for (const convention of ['paper', 'authors-code'] as const) {
    test(`ISAB as ${convention}`, () =>
      expectParity({
        reference: `isab-${convention}`,
        build: (scope) => new Isab(scope, { width: 12, heads: 3, inducingPoints: 4, convention }),
        names: { ...mabNames('induce', 'mab1'), ...mabNames('restore', 'mab2') },
        run(layer, { x }) {
          const { bag, induced } = layer.forward(x as tf.Tensor3D);
          return { main: bag, induced };
        },
      }));
  }
});
