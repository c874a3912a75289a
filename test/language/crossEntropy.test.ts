import { expect, it } from 'vitest';
import { crossEntropy, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';
import { expectGradientLikeDifferences, uniformTensor } from '../nn/numeric';

describeEngines('cross-entropy', () => {
  it('is the mean of -log softmax at the labels that count, by hand', () =>
    tidy(() => {
      const logits = uniformTensor([2, 3, 4], 5);
      const labels = [
        [1, 3, -100],
        [-100, 0, -100],
      ];
      const rows = logits.arraySync() as number[][][];
      const losses = labels.flatMap((row, i) =>
        row.flatMap((label, k) => {
          if (label === -100) return [];
          const scores = rows[i]![k]!;
          return [Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[label]!];
        }),
      );
      expect(losses).toHaveLength(3);
      const expected = losses.reduce((sum, loss) => sum + loss, 0) / 3;
      expect(crossEntropy(logits, tf.tensor2d(labels, undefined, 'int32')).arraySync()).toBeCloseTo(expected, 6);
    }));

  it('has the gradient of its differences, none where a label is left out', () =>
    tidy(() => {
      const labels = tf.tensor2d([[2, -100, 0]], [1, 3], 'int32');
      const loss = (at: tf.Tensor) => tf.reshape(crossEntropy(at, labels), [1]);
      expectGradientLikeDifferences(loss, uniformTensor([1, 3, 4], 6));
      const gradient = tf.grad(loss)(uniformTensor([1, 3, 4], 6));
      expect(tf.max(tf.abs(tf.slice(gradient, [0, 1, 0], [1, 1, 4]))).arraySync()).toBe(0);
    }));

  it('is 0, and so is its gradient, where no label counts', () =>
    tidy(() => {
      const labels = tf.fill([1, 2], -100, 'int32');
      const loss = (at: tf.Tensor) => crossEntropy(at, labels);
      const logits = uniformTensor([1, 2, 4], 7);
      expect(loss(logits).arraySync()).toBeCloseTo(0, 10);
      expect(tf.max(tf.abs(tf.grad(loss)(logits))).arraySync()).toBe(0);
    }));
});
