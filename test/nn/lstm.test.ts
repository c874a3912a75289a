import { expect, it } from 'vitest';
import { Lstm, Parameters, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { expectGradients } from '../parity/gradients';
import { loadReference, maxAbsoluteDifference } from '../parity/reference';

const pick = (tensors: Record<string, tf.Tensor>, prefix: string) =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );

describeEngines('LSTM', () => {
  it("has the outputs, the last state and the gradients of PyTorch's", () => {
    const { tensors } = loadReference('lstm');
    const parameters = new Parameters();
    const lstm = new Lstm(parameters.root(), 5, 7);
    parameters.load(pick(tensors, 'weights.'));
    const x = tf.variable(tensors['input.x'] as tf.Tensor3D);
    const start = { hidden: tensors['input.hidden'] as tf.Tensor2D, cell: tensors['input.cell'] as tf.Tensor2D };
    tidy(() => {
      const { output, state } = lstm.forward(x as tf.Tensor3D, start);
      expect(maxAbsoluteDifference(output, tensors.output!)).toBeLessThan(1e-5);
      expect(maxAbsoluteDifference(state.hidden, tensors['output.hidden']!)).toBeLessThan(1e-5);
      expect(maxAbsoluteDifference(state.cell, tensors['output.cell']!)).toBeLessThan(1e-5);
      // The reference's loss is sum(output * cotangent) + sum(last cell).
      const all = () => {
        const { output: outputs, state: last } = lstm.forward(x as tf.Tensor3D, start);
        return tf.concat([tf.reshape(outputs, [-1]), tf.reshape(last.cell, [-1])]);
      };
      const cotangent = tf.concat([tf.reshape(tensors.cotangent!, [-1]), tf.ones([3 * 7])]);
      const variables = { ...Object.fromEntries(parameters.entries()), x };
      expectGradients(all, cotangent, variables, pick(tensors, 'grad.'));
    });
    x.dispose();
    tf.dispose(tensors);
    parameters.dispose();
  });

  it('starts from zeros', () => {
    const parameters = new Parameters();
    const lstm = new Lstm(parameters.root(), 2, 3);
    tidy(() => {
      const x = tf.ones<tf.Rank.R3>([2, 4, 2]);
      const { output } = lstm.forward(x);
      expect(output.shape).toEqual([2, 4, 3]);
      expect(maxAbsoluteDifference(output, lstm.forward(x, lstm.initialState(2)).output)).toBe(0);
    });
    parameters.dispose();
  });
});
