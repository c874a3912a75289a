import { expect, test } from 'vitest';
import { compile, Dropout, gelu, Linear, Parameters, Random, recompute, tf, tidy } from '../../lib';
import { describeEngines, describeNative } from '../engines';
import { uniformTensor } from '../nn/numeric';
import { maxAbsoluteDifference } from '../parity/reference';

/** Three blocks of a linear map, GELU and dropout, each recomputed or not. */
function makeModel(recomputed: boolean) {
  const parameters = new Parameters(1);
  const random = new Random(2);
  const dropout = new Dropout(0.3);
  const blocks = [0, 1, 2].map((i) => {
    const linear = new Linear(parameters.root().child(i), 6, 6);
    const forward = (x: tf.Tensor) => dropout.forward(gelu(linear.forward(x)), random);
    return (x: tf.Tensor) =>
      recomputed ? recompute(forward, [x], [linear.weight as tf.Variable, linear.bias!]) : forward(x);
  });
  const loss = (x: tf.Tensor) => tf.sum(tf.square(blocks.reduce((rows, block) => block(rows), x))) as tf.Scalar;
  return { parameters, loss };
}

/** The loss and all gradients of two steps. */
function gradientsOf(recomputed: boolean, graph: boolean): tf.Tensor[] {
  const { parameters, loss } = makeModel(recomputed);
  const input = tidy(() => tf.variable(uniformTensor([4, 6], 3)));
  const step = compile(
    () => {
      const { value, grads } = tf.variableGrads(() => tidy(() => loss(input)), [...parameters.list(), input]);
      return [value, ...[...parameters.list(), input].map((variable) => grads[variable.name]!)];
    },
    { graph },
  );
  const results = [...step(), ...step()];
  step.dispose();
  input.dispose();
  parameters.dispose();
  return results;
}

describeEngines('recomputing', () => {
  test('has the values and gradients of not doing so, dropout included', () => {
    const [expected, found] = [gradientsOf(false, false), gradientsOf(true, false)];
    found.forEach((tensor, i) => {
      expect(maxAbsoluteDifference(tensor, expected[i]!), `result ${i}`).toBeLessThan(1e-6);
    });
    expect(maxAbsoluteDifference(found[0]!, found[found.length / 2]!)).toBeGreaterThan(1e-3); // other draws
    tf.dispose([expected, found]);
  });

  test('keeps less for the gradient', () => {
    const held = (recomputed: boolean) => {
      const { parameters, loss } = makeModel(recomputed);
      let bytes = 0;
      const { value, grads } = tf.variableGrads(() => {
        const before = tf.memory().numBytes;
        const result = tidy(() => loss(uniformTensor([50, 6], 3)));
        bytes = tf.memory().numBytes - before;
        return result;
      }, parameters.list());
      tf.dispose([value, grads] as tf.TensorContainer[]);
      parameters.dispose();
      return bytes;
    };
    expect(held(true)).toBeLessThan(held(false) / 2);
  });
});

describeNative('recomputing in a compiled step', () => {
  test('has the values and gradients of not doing so, dropout included', () => {
    const [expected, found] = [gradientsOf(false, false), gradientsOf(true, true)];
    found.forEach((tensor, i) => {
      expect(maxAbsoluteDifference(tensor, expected[i]!), `result ${i}`).toBeLessThan(1e-5);
    });
    tf.dispose([expected, found]);
  });
});
