import { expect, test } from 'vitest';
import { tf, tidy } from '../../../lib';
import { nativeBackend, type OperationAttribute } from '../../../lib/engine/compile/nativeBackend';
import { Probe } from '../../../lib/engine/compile/probe';
import { operationsWithShapeRule, resultShape } from '../../../lib/engine/compile/shapes';
import { describeNative } from '../../engines';

const x = () => tf.ones([2, 1, 3]);
const y = () => tf.ones([4, 3]);

/** Calls that between them use every operation with a rule. */
const calls: (() => void)[] = [
  () => {
    for (const f of [tf.abs, tf.neg, tf.exp, tf.log, tf.log1p, tf.expm1, tf.sqrt, tf.rsqrt, tf.square, tf.reciprocal])
      f(x());
    for (const f of [tf.sign, tf.erf, tf.tanh, tf.sigmoid, tf.relu, tf.relu6, tf.elu, tf.softplus, tf.floor, tf.ceil])
      f(x());
    for (const f of [tf.softmax, tf.zerosLike, tf.onesLike]) f(x());
    tf.addN([x(), x()]);
  },
  () => {
    for (const f of [tf.add, tf.sub, tf.mul, tf.div, tf.maximum, tf.minimum, tf.pow, tf.squaredDifference]) f(x(), y());
    for (const f of [tf.greater, tf.greaterEqual, tf.less, tf.lessEqual, tf.equal, tf.notEqual]) f(x(), y());
    for (const f of [tf.logicalAnd, tf.logicalOr]) f(tf.cast(x(), 'bool'), tf.cast(y(), 'bool'));
  },
  () => {
    for (const f of [tf.sum, tf.mean, tf.max, tf.min, tf.prod]) for (const keep of [true, false]) f(x(), [0, -1], keep);
    for (const f of [tf.all, tf.any]) f(tf.cast(x(), 'bool'), 1);
  },
  () => {
    tf.matMul(tf.ones([5, 3]), y(), false, true);
    tf.matMul(tf.ones([3, 5]), y(), true, true);
    tf.matMul(x(), tf.ones([1, 3, 4]));
    tf.matMul(x(), tf.ones([2, 3, 1]), true, true);
  },
  () => {
    tf.reshape(x(), [3, -1]);
    tf.transpose(x(), [2, 0, 1]);
    tf.tile(x(), [1, 2, 3]);
    tf.grad((at) => tf.elu(at))(x());
  },
];

/** In no kernel of TensorFlow.js: this library and the rewriting of graphs use them. */
const elsewhere = ['AddV2', 'Div', 'BiasAdd', 'BroadcastTo', 'LogSoftmax', 'StatelessRandomUniform'];

describeNative('shape rules', () => {
  test('say what TensorFlow says, for every operation that has one', () => {
    const backend = nativeBackend()!;
    const probe = new Probe(backend);
    const seen = new Set<string>();
    const execute = backend.executeSingleOutput;
    backend.executeSingleOutput = (name: string, attributes: OperationAttribute[], inputs: tf.TensorInfo[]) => {
      const known = inputs.map((input) => ({
        shape: input.shape,
        dtype: input.dtype,
        values: input.dtype === 'int32' ? (input as tf.Tensor).dataSync() : undefined,
        constant: input.dtype === 'int32' ? input : undefined,
      }));
      const rule = resultShape(name, known, (wanted) => attributes.find((one) => one.name === wanted)?.value);
      if (rule) {
        seen.add(name);
        expect(rule, name).toEqual(probe.resultShapes(name, attributes, known, 1)[0]);
      }
      return execute.call(backend, name, attributes, inputs);
    };
    try {
      for (const call of calls) tidy(call);
    } finally {
      Reflect.deleteProperty(backend, 'executeSingleOutput');
    }
    expect(operationsWithShapeRule.filter((name) => !seen.has(name) && !elsewhere.includes(name))).toEqual([]);
  });
});
