import { expect, test } from 'vitest';
import { compile, tf, tidy } from '../../../lib';
import { describeNative } from '../../engines';
import { uniformTensor } from '../../nn/numeric';
import { maxAbsoluteDifference } from '../../parity/reference';

type Operation = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

const ids = (values: number[]) => tf.tensor1d(values, 'int32');

/** Functions of two matrices [4, 6] that have gradients. */
const differentiable: Record<string, Operation> = {
  concat: (x, y) => tf.concat([x, y], 1),
  split: (x) => tf.split(x, 2, 1)[1]!,
  stack: (x, y) => tf.stack([x, y]),
  unstack: (x) => tf.unstack(x)[1]!,
  slice: (x) => tf.slice(x, [1, 2], [2, 3]),
  pad: (x) =>
    tf.pad(x, [
      [1, 1],
      [0, 2],
    ]),
  gather: (x) => tf.gather(x, ids([2, 0, 1, 2])),
  cumsum: (x) => tf.cumsum(x, 1),
  max: (x) => tf.max(x, 1),
  min: (x) => tf.min(x, 0),
  prod: (x) => tf.prod(x, 1),
  mean: (x) => tf.mean(x, 0, true),
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x as tf.Tensor2D),
  logSumExp: (x) => tf.logSumExp(x, 1),
  where: (x, y) => tf.where(tf.greaterEqual(y, 0), x, y),
  maximum: (x, y) => tf.maximum(x, y),
  clip: (x) => tf.clipByValue(x, -0.5, 0.5),
  'elementwise functions': (x) =>
    tf.addN([tf.relu(x), tf.elu(x), tf.sigmoid(x), tf.tanh(x), tf.softplus(x), tf.erf(x)]),
  'more elementwise functions': (x, y) =>
    tf.addN([tf.exp(x), tf.log1p(tf.abs(x)), tf.expm1(x), tf.atan2(x, y), tf.selu(x)]),
  power: (x) => tf.pow(tf.add(tf.abs(x), 0.1), 1.5),
  norm: (x) => tf.norm(x, 2, 1),
  variance: (x) => tf.moments(x, 0).variance,
  'product of matrices': (x, y) => tf.matMul(x, y, false, true),
  'product of batches': (x, y) => tf.matMul(tf.reshape(x, [2, 2, 6]), tf.reshape(y, [2, 6, 2])),
  'product with broadcast': (x, y) => tf.matMul(tf.reshape(x, [2, 2, 6]), tf.reshape(y, [1, 6, 4])),
  tile: (x) => tf.tile(x, [2, 1]),
  broadcast: (x) => tf.broadcastTo(tf.slice(x, [0, 0], [1, 6]), [4, 6]),
  bias: (x, y) => tf.add(x, tf.reshape(tf.slice(y, [0, 0], [1, 6]), [6])),
  reverse: (x) => tf.reverse(x, 1),
  'expand and squeeze': (x) => tf.squeeze(tf.expandDims(x, 1), [1]),
  transpose: (x) => tf.transpose(x),
  'segment sum': (x) => tf.unsortedSegmentSum(x, ids([2, 0, 1, 2]), 3),
  'cross-entropy': (x, y) => tf.losses.softmaxCrossEntropy(tf.softmax(y), x),
  convolution: (x, y) => tf.conv2d(image(x), tf.reshape(y, [2, 2, 2, 3]) as tf.Tensor4D, 1, 'same'),
  'depthwise convolution': (x, y) =>
    tf.depthwiseConv2d(
      image(x),
      tf.slice(tf.reshape(y, [3, 2, 2, 2]) as tf.Tensor4D, [0, 0, 0, 0], [3, 2, 2, 1]),
      1,
      'same',
    ),
  'pooling and resizing': (x) => tf.image.resizeBilinear(tf.avgPool(image(x), 2, 1, 'same'), [5, 5]),
};

/** [4, 6] -> [1, 4, 3, 2] */
const image = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [1, 4, 3, 2]);

/** Without a gradient. */
const others: Record<string, Operation> = {
  argMax: (x) => tf.argMax(x, 1),
  topk: (x) => tf.topk(x, 3).values,
  oneHot: (x) => tf.oneHot(tf.argMax(x, 1) as tf.Tensor1D, 6),
  'casts and logic': (x, y) => tf.cast(tf.logicalAnd(tf.greater(x, 0), tf.logicalNot(tf.less(y, 0))), 'float32'),
  'whole numbers': (x) =>
    tf.mod(tf.floorDiv(tf.cast(tf.mul(x, 100), 'int32'), tf.scalar(7, 'int32')), tf.scalar(5, 'int32')),
  any: (x) => tf.cast(tf.any(tf.greater(x, 0.9), 1), 'int32'),
  range: (x) => tf.add(tf.range(0, 6), x),
  linspace: (x) => tf.add(tf.linspace(0, 1, 6), x),
  eye: (x) => tf.matMul(tf.eye(4), x),
  fill: (x) => tf.add(tf.fill([4, 6], 7), x),
  gatherND: (x) => tf.gatherND(x, tf.tensor2d([0, 1, 2, 3], [2, 2], 'int32')),
  'gather by a result': (x) => tf.gather(x, tf.argMax(x, 1) as tf.Tensor1D, 1),
  scatter: (x) => tf.tensorScatterUpdate(x, tf.tensor2d([0], [1, 1], 'int32'), tf.ones([1, 6])),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 1], [4, 6], [2, 2]),
  round: (x) => tf.add(tf.round(tf.mul(x, 10)), tf.sign(x)),
};

function expectAsEager(run: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): void {
  const step = compile((x: tf.Tensor, y: tf.Tensor) => run(x, y));
  tidy(() => {
    for (const seed of [1, 3]) {
      const [x, y] = [uniformTensor([4, 6], seed), uniformTensor([4, 6], seed + 1)];
      const [found, expected] = [step(x, y), run(x, y)];
      expect([found.shape, found.dtype]).toEqual([expected.shape, expected.dtype]);
      expect(maxAbsoluteDifference(found, expected)).toBeLessThan(1e-5);
    }
  });
  step.dispose();
}

describeNative('operations in a compiled step', () => {
  for (const [name, operation] of Object.entries(differentiable)) {
    test(`${name}, and its gradient`, () => {
      expectAsEager(operation);
      expectAsEager((x, y) => tf.grad((at) => tf.sum(tf.square(operation(at, y))))(x));
    });
  }

  for (const [name, operation] of Object.entries(others)) test(name, () => expectAsEager(operation));
});
