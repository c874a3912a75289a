import { expect, test } from 'vitest';
import { compile, MultiHeadAttention, Parameters, Random, tf } from '../../lib';
import { describeNative } from '../engines';
import { maxAbsoluteDifference } from '../parity/reference';
import { uniformTensor } from './numeric';

const WIDTH = 8;

describeNative('attention over many rows in a compiled step', () => {
  /** The output's weighted sum and its gradients, or the map; compiled or not. */
  function attend(count: number, { graph, map = false }: { graph: boolean; map?: boolean }) {
    const parameters = new Parameters(1);
    const attention = new MultiHeadAttention(parameters.root(), { queryWidth: WIDTH, heads: 2, dropout: 0.2 });
    const random = new Random(2);
    const step = compile(
      (x: tf.Tensor, mask: tf.Tensor) => {
        if (map) return [attention.forward(x, x, { mask }).weights];
        const { value, grads } = tf.variableGrads(
          () => tf.sum(tf.mul(attention.forward(x, x, { mask, dropout: random }).output, x)) as tf.Scalar,
          parameters.list(),
        );
        return [value, ...parameters.list().map((variable) => grads[variable.name]!)];
      },
      { graph },
    );
    const mask = tf.tensor2d([Array.from({ length: count }, (_, i) => (i < count - 3 ? 1 : 0))]);
    const x = uniformTensor([1, count, WIDTH], 3);
    const results = step(x, mask);
    const softmaxes = step.entries[0]?.operations.Softmax;
    tf.dispose([x, mask]);
    step.dispose();
    parameters.dispose();
    return { results, softmaxes };
  }

  test('computes a large map again for the gradient, dropout included, and changes no number', () => {
    const [eager, compiled] = [attend(40, { graph: false }), attend(40, { graph: true })];
    expect(compiled.softmaxes).toBe(3); // of the output, of its gradient, and of the map, which nobody asked for
    const small = attend(4, { graph: true });
    expect(small.softmaxes).toBe(1);
    compiled.results.forEach((found, i) => {
      expect(maxAbsoluteDifference(found, eager.results[i]!), `result ${i}`).toBeLessThan(1e-5);
    });
    tf.dispose([eager.results, compiled.results, small.results]);
  });

  test('gives the map to who asks for it', () => {
    const [eager, compiled] = [false, true].map((graph) => attend(40, { graph, map: true }).results[0]!);
    expect(compiled!.shape).toEqual([1, 2, 40, 40]);
    expect(maxAbsoluteDifference(compiled!, eager!)).toBeLessThan(1e-6);
    tf.dispose([eager!, compiled!]);
  });
});
