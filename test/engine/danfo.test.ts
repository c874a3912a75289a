import { DataFrame, tensorflow } from 'danfojs-node';
import { expect, it } from 'vitest';
import { tf } from '../../lib';
import { describeEngines } from '../engines';

describeEngines('danfojs', () => {
  it('shares the one TensorFlow.js, so that a frame gives tensors of the running engine', () => {
    expect(tensorflow === tf).toBe(true);
    const frame = new DataFrame([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    const tensor = frame.tensor as unknown as tf.Tensor2D;
    const product = tf.matMul(tensor, tensor);
    expect(product.arraySync()).toEqual([
      [7, 10],
      [15, 22],
    ]);
    tf.dispose([tensor, product]);
  });
});
