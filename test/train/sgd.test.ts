import { expect, it } from 'vitest';
import { Parameters, Sgd, tf, tidy, zeros } from '../../lib';
import { describeEngines } from '../engines';

const options = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 };

/** PyTorch's rule by hand: v <- m v + g + d w; w <- w - lr v, for the loss (w - 1)^2. */
function byHand(steps: number): number {
  let [w, v] = [0, 0];
  for (let step = 0; step < steps; step++) {
    v = 0.9 * v + 2 * (w - 1) + 0.01 * w;
    w -= 0.1 * v;
  }
  return w;
}

const loss = (w: tf.Variable) => tidy(() => tf.sum(tf.square(tf.sub(w, 1))) as tf.Scalar);

describeEngines('Sgd', () => {
  it('follows the rule of momentum and weight decay', () => {
    const parameters = new Parameters();
    const w = parameters.root().parameter('w', [2], zeros);
    const optimiser = new Sgd([w], options);
    for (let step = 0; step < 7; step++) optimiser.step(() => loss(w)).dispose();
    for (const value of w.dataSync()) expect(value).toBeCloseTo(byHand(7), 5);
    optimiser.dispose();
    parameters.dispose();
  });

  it('lets members of a group skip steps as if those had not been', () => {
    const parameters = new Parameters(0, { members: 2 });
    const w = parameters.root().parameter('w', [1], zeros); // [2 members, 1]
    const optimiser = new Sgd([w], options);
    const taking = [
      [1, 1],
      [0, 1],
      [1, 1],
      [0, 1],
    ]; // the first member takes 2 steps, the second 4
    for (const active of taking.map((flags) => tf.tensor1d(flags))) {
      const masked = () => tidy(() => tf.sum(tf.mul(tf.square(tf.sub(w, 1)), tf.reshape(active, [2, 1]))) as tf.Scalar);
      optimiser.step(masked, active).dispose();
      active.dispose();
    }
    const [first, second] = w.dataSync();
    expect(first).toBeCloseTo(byHand(2), 5);
    expect(second).toBeCloseTo(byHand(4), 5);
    optimiser.dispose();
    parameters.dispose();
  });
});
