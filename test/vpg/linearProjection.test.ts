import { expect, it } from 'vitest';
import { LinearProjection, Parameters, tf, tidy } from '../../lib';
import { describeEngines } from '../engines';

describeEngines('LinearProjection', () => {
  it('gives one prompt an instance, each from that instance alone', () => {
    const parameters = new Parameters();
    const projection = new LinearProjection(parameters.root(), { instanceWidth: 3, width: 5 });
    tidy(() => {
      const bag = tf.randomNormal([1, 4, 3], 0, 1, 'float32', 1);
      const { prompts } = projection.forward(bag);
      expect(prompts.shape).toEqual([1, 4, 5]);
      const second = projection.forward(tf.slice(bag, [0, 1, 0], [1, 1, 3])).prompts;
      expect(tf.max(tf.abs(tf.sub(tf.slice(prompts, [0, 1, 0], [1, 1, 5]), second))).arraySync()).toBeLessThan(1e-6);
    });
    parameters.dispose();
  });
});
