import { expect, test } from 'vitest';
import {
  attend,
  attendHeads,
  Dropout,
  depthwiseConvolution,
  Embedding,
  FeedForward,
  gelu,
  geluTanh,
  HIDDEN_PENALTY,
  LayerNorm,
  Linear,
  MultiHeadAttention,
  maskedSoftmax,
  mergeHeads,
  oneHot,
  Parameters,
  Random,
  RmsNorm,
  type Scope,
  silu,
  splitHeads,
  tf,
  tidy,
} from '../../lib';
import { describeEngines } from '../engines';
import { maxAbsoluteDifference } from '../parity/reference';
import { expectGradientLikeDifferences, uniformTensor } from './numeric';

/** Builds a layer with random parameters, runs the test and frees them. */
function withLayer<T>(build: (scope: Scope) => T, run: (layer: T, parameters: Parameters) => void): void {
  const parameters = new Parameters(1);
  try {
    const layer = build(parameters.root());
    tidy(() => {
      parameters.list().forEach((variable, i) => {
        variable.assign(uniformTensor(variable.shape, 50 + i));
      });
      run(layer, parameters);
    });
  } finally {
    parameters.dispose();
  }
}

/** The gradient by each parameter against differences: `forward` reads the parameter when it is called. */
function expectParameterGradients(parameters: Parameters, forward: () => tf.Tensor): void {
  const cotangent = uniformTensor(forward().shape, 99);
  const loss = () => tf.sum(tf.mul(forward(), cotangent)) as tf.Scalar;
  const { grads } = tf.variableGrads(loss, parameters.list());
  for (const [name, variable] of parameters.entries()) {
    const direction = uniformTensor(variable.shape, 7);
    const start = tf.clone(variable);
    const at = (step: number) => {
      variable.assign(tf.add(start, tf.mul(direction, step)));
      return loss().arraySync();
    };
    const expected = (at(1e-2) - at(-1e-2)) / 2e-2;
    variable.assign(start);
    const found = tf.sum(tf.mul(grads[variable.name]!, direction)).arraySync() as number;
    expect(Math.abs(found - expected), name).toBeLessThan(5e-3 * Math.max(1, Math.abs(expected)));
  }
}

describeEngines('layers', () => {
  test('a linear map is x W^T + b over the last axis', () =>
    withLayer(
      (scope) => new Linear(scope.child('score'), 2, 1),
      (layer, parameters) => {
        parameters.load({ 'score.weight': tf.tensor2d([[2, -1]]), 'score.bias': tf.tensor1d([10]) });
        expect(
          layer
            .forward(
              tf.tensor3d([
                [
                  [1, 2],
                  [3, 4],
                ],
              ]),
            )
            .arraySync(),
        ).toEqual([[[10], [12]]]);
        expect(() => layer.forward(tf.zeros([2, 3]))).toThrow('Linear map score: found input [2,3], expected [..., 2]');
      },
    ));

  test('layer norm has mean 0 and variance 1 before weight and bias', () =>
    withLayer(
      (scope) => new LayerNorm(scope, 6),
      (layer, parameters) => {
        parameters.load({ weight: tf.ones([6]), bias: tf.zeros([6]) });
        const { mean, variance } = tf.moments(layer.forward(uniformTensor([3, 6], 1)), 1);
        expect(maxAbsoluteDifference(mean, tf.zeros([3]))).toBeLessThan(1e-6);
        expect(maxAbsoluteDifference(variance, tf.ones([3]))).toBeLessThan(1e-3);
      },
    ));

  test('layer norm: gradients', () =>
    withLayer(
      (scope) => new LayerNorm(scope, 4),
      (layer, parameters) => {
        const x = uniformTensor([2, 3, 4], 1);
        expectGradientLikeDifferences((at) => layer.forward(at), x);
        expectParameterGradients(parameters, () => layer.forward(x));
      },
    ));

  test('RMS norm has mean square 1 before its weight, and trains', () =>
    withLayer(
      (scope) => new RmsNorm(scope, 4),
      (layer, parameters) => {
        const x = uniformTensor([2, 3, 4], 1);
        expectGradientLikeDifferences((at) => layer.forward(at), x);
        expectParameterGradients(parameters, () => layer.forward(x));
        parameters.load({ weight: tf.ones([4]) });
        const meanSquare = tf.mean(tf.square(layer.forward(x)), -1);
        expect(maxAbsoluteDifference(meanSquare, tf.ones([2, 3]))).toBeLessThan(1e-4);
      },
    ));

  test('the tanh form of GELU and SiLU have the values of their formulas', () =>
    tidy(() => {
      const x = [-2, -0.5, 0, 1, 3];
      const tanhForm = x.map((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))));
      const swish = x.map((v) => v / (1 + Math.exp(-v)));
      expect(maxAbsoluteDifference(geluTanh(tf.tensor1d(x)), tf.tensor1d(tanhForm))).toBeLessThan(2e-6);
      expect(maxAbsoluteDifference(silu(tf.tensor1d(x)), tf.tensor1d(swish))).toBeLessThan(2e-6);
      expectGradientLikeDifferences(geluTanh, tf.tensor1d(x));
      expectGradientLikeDifferences(silu, tf.tensor1d(x));
    }));

  test('attention: a penalty added to the scores hides a key, and rows can come flat', () =>
    tidy(() => {
      const [q, k, v] = [uniformTensor([2, 1, 4], 1), uniformTensor([2, 3, 4], 2), uniformTensor([2, 3, 4], 3)];
      const [queries, keys, values] = [splitHeads(q, 2), splitHeads(k, 2), splitHeads(v, 2)];
      const bias = tf.tensor4d([0, 0, HIDDEN_PENALTY], [1, 1, 1, 3]);
      const masked = attend(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, {
        heads: 2,
        mask: tf.tensor2d([
          [1, 1, 0],
          [1, 1, 0],
        ]),
      });
      const found = mergeHeads(attendHeads(queries, keys, values, { bias }).output);
      expect(maxAbsoluteDifference(found, masked.output)).toBeLessThan(1e-6);
      expect(maxAbsoluteDifference(splitHeads(tf.reshape(k, [6, 4]), 2, 2), keys)).toBe(0);
      expect(maxAbsoluteDifference(splitHeads(tf.reshape(q, [2, 4]), 2, 2), queries)).toBe(0);
    }));

  test('GELU is x Phi(x), and its gradient Phi(x) + x phi(x)', () =>
    tidy(() => {
      const x = tf.tensor1d([-3, -1, -0.5, 0, 0.5, 1, 3]);
      // x * Phi(x) with Phi from tables of the normal distribution.
      const expected = [-0.0040497, -0.1586553, -0.1542688, 0, 0.3457312, 0.8413447, 2.9959503];
      expect(maxAbsoluteDifference(gelu(x), tf.tensor1d(expected))).toBeLessThan(2e-6);
      const density = Array.from(x.dataSync(), (at) => Math.exp((-at * at) / 2) / Math.sqrt(2 * Math.PI));
      const cumulative = [0.0013499, 0.1586553, 0.3085375, 0.5, 0.6914625, 0.8413447, 0.9986501];
      const slopes = Array.from(x.dataSync(), (at, i) => cumulative[i]! + at * density[i]!);
      expect(maxAbsoluteDifference(tf.grad(gelu)(x), tf.tensor1d(slopes))).toBeLessThan(2e-6);
    }));

  test('masked softmax: masked entries have no weight, rows sum to 1, a fully masked row is 0', () =>
    tidy(() => {
      const scores = tf.tensor2d([
        [1, 2, 3],
        [50, 2, 2],
        [1, 2, 3],
      ]);
      const weights = maskedSoftmax(
        scores,
        tf.tensor2d([
          [1, 1, 0],
          [0, 1, 1],
          [0, 0, 0],
        ]),
      );
      const e = Math.E;
      const expected = tf.tensor2d([
        [1 / (1 + e), e / (1 + e), 0],
        [0, 0.5, 0.5],
        [0, 0, 0],
      ]);
      expect(maxAbsoluteDifference(weights, expected)).toBeLessThan(1e-6);
      expect(maxAbsoluteDifference(maskedSoftmax(scores), tf.softmax(scores))).toBe(0);
    }));

  test('attention: a masked key changes nothing, rows of the map sum to 1', () =>
    withLayer(
      (scope) => new MultiHeadAttention(scope, { queryWidth: 3, keyWidth: 2, width: 4, heads: 2 }),
      (layer) => {
        const [queries, keys] = [uniformTensor([1, 2, 3], 1), uniformTensor([1, 3, 2], 2)];
        const short = tf.slice(keys, [0, 0, 0], [1, 2, 2]);
        const masked = layer.forward(queries, keys, { mask: tf.tensor2d([[1, 1, 0]]) });
        expect(maxAbsoluteDifference(masked.output, layer.forward(queries, short).output)).toBeLessThan(1e-6);
        expect(masked.weights.shape).toEqual([1, 2, 2, 3]);
        expect(maxAbsoluteDifference(tf.sum(masked.weights, 3), tf.ones([1, 2, 2]))).toBeLessThan(1e-6);
      },
    ));

  test('attention: gradients', () =>
    withLayer(
      (scope) => new MultiHeadAttention(scope, { queryWidth: 3, keyWidth: 2, width: 4, heads: 2 }),
      (layer, parameters) => {
        const [queries, keys] = [uniformTensor([2, 2, 3], 1), uniformTensor([2, 3, 2], 2)];
        const mask = tf.tensor2d([
          [1, 1, 0],
          [1, 1, 1],
        ]);
        expectGradientLikeDifferences((at) => layer.forward(at, keys, { mask }).output, queries);
        expectGradientLikeDifferences((at) => layer.forward(queries, at, { mask }).output, keys);
        expectParameterGradients(parameters, () => layer.forward(queries, keys, { mask }).output);
      },
    ));

  test('attention needs a width that its heads divide', () => {
    const make = () =>
      withLayer(
        (scope) => new MultiHeadAttention(scope, { queryWidth: 4, heads: 3 }),
        () => {},
      );
    expect(make).toThrow('found 4 and 3');
  });

  test('feed-forward: gradients', () =>
    withLayer(
      (scope) => new FeedForward(scope, { width: 3, hidden: 5 }),
      (layer, parameters) => {
        const x = uniformTensor([2, 3], 1);
        expectGradientLikeDifferences((at) => layer.forward(at), x);
        expectParameterGradients(parameters, () => layer.forward(x));
      },
    ));

  test('an embedding is a row by id, and trains', () =>
    withLayer(
      (scope) => new Embedding(scope, 3, 2),
      (layer, parameters) => {
        const ids = tf.tensor2d(
          [
            [2, 0],
            [2, 2],
          ],
          [2, 2],
          'int32',
        );
        const table = layer.weight.arraySync() as number[][];
        expect(layer.forward(ids).arraySync()).toEqual([
          [table[2], table[0]],
          [table[2], table[2]],
        ]);
        expectParameterGradients(parameters, () => layer.forward(ids));
      },
    ));

  test('one-hot rows are float32, also for a single class', () =>
    tidy(() => {
      const rows = oneHot(tf.tensor1d([1, 0], 'int32'), 2);
      expect([rows.dtype, rows.arraySync()]).toEqual([
        'float32',
        [
          [0, 1],
          [1, 0],
        ],
      ]);
      expect(oneHot(tf.tensor1d([0, 0], 'int32'), 1).arraySync()).toEqual([[1], [1]]);
    }));

  test('dropout drops its share, keeps the mean, and does nothing without a generator', () =>
    tidy(() => {
      const x = tf.ones([10_000]);
      const values = Array.from(new Dropout(0.25).forward(x, new Random(1)).dataSync());
      expect(values.filter((value) => value === 0).length / 10_000).toBeCloseTo(0.25, 1);
      expect(values.reduce((sum, value) => sum + value, 0) / 10_000).toBeCloseTo(1, 1);
      expect(maxAbsoluteDifference(new Dropout(0.25).forward(x), x)).toBe(0);
      expect(() => new Dropout(1)).toThrow('[0, 1), found 1');
    }));

  for (const [height, width] of [
    [3, 3],
    [5, 1],
    [1, 3],
  ] as const) {
    test(`depthwise convolution with a ${height} x ${width} kernel: values and gradients`, () =>
      tidy(() => {
        const x = uniformTensor([2, 3, 4, 2], 1) as tf.Tensor4D;
        const kernel = uniformTensor([height, width, 2, 1], 2) as tf.Tensor4D;
        expect(maxAbsoluteDifference(depthwiseConvolution(x, kernel), convolvedBySums(x, kernel))).toBeLessThan(1e-5);
        expectGradientLikeDifferences((at) => depthwiseConvolution(at as tf.Tensor4D, kernel), x);
        expectGradientLikeDifferences((at) => depthwiseConvolution(x, at as tf.Tensor4D), kernel);
      }));
  }
});

function convolvedBySums(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor {
  const [image, weights] = [x.arraySync(), kernel.arraySync()];
  const [height, width] = kernel.shape;
  const sum = (b: number, y: number, at: number, channel: number) => {
    let total = 0;
    weights.forEach((line, i) => {
      line.forEach((weight, j) => {
        const value = image[b]?.[y + i - (height - 1) / 2]?.[at + j - (width - 1) / 2]?.[channel] ?? 0;
        total += value * weight[channel]![0]!;
      });
    });
    return total;
  };
  return tf.tensor(
    image.map((rows, b) =>
      rows.map((row, y) => row.map((cell, at) => cell.map((_, channel) => sum(b, y, at, channel)))),
    ),
  );
}
