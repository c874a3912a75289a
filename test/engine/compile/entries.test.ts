import { expect, test } from 'vitest';
import { compile, Random, tf, tidy } from '../../../lib';
import { nativeBackend } from '../../../lib/engine/compile/nativeBackend';
import { describeNative } from '../../engines';

describeNative('recordings of a compiled step', () => {
  test('there is one for each set of shapes, and the one unused for longest goes first', () => {
    const step = compile((x: tf.Tensor) => tf.sum(x), { limit: 2 });
    const run = (length: number) => tidy(() => step(tf.ones([length])).arraySync());
    expect([1, 2, 1, 3, 1].map(run)).toEqual([1, 2, 1, 3, 1]);
    expect(step.entries.map(({ inputs, runs }) => [inputs, runs])).toEqual([
      ['( float32[3] )', 1],
      ['( float32[1] )', 3],
    ]);
    expect(step.recordings).toBe(3);
    expect(step.entries[0]!.operations).toMatchObject({ Sum: 1, Placeholder: 1 });
    expect(run(2)).toBe(2);
    expect(step.recordings).toBe(4);
    step.dispose();
    expect(step.entries).toEqual([]);
  });

  test('500 runs leave nothing behind, however state is looked at', () => {
    const random = new Random(1);
    const weight = tidy(() => tf.variable(tf.ones([32, 32])));
    const frozen = tidy(() => tf.variable(tf.ones([32, 32])));
    const step = compile((x: tf.Tensor) => {
      const noise = random.uniformTensor([32, 32]);
      weight.assign(tf.add(tf.mul(weight, 0.9), tf.matMul(tf.mul(frozen, x), noise)));
      return tf.mean(weight);
    });
    const counts = () => [
      tf.memory().numTensors,
      tf.memory().numDataBuffers,
      nativeBackend()!.binding.getNumOfTensors(),
    ];
    const run = (i: number) =>
      tidy(() => {
        step(tf.scalar(i)).dataSync();
        if (i % 50 === 0) weight.dataSync();
        if (i % 50 === 20) weight.assign(tf.zeros([32, 32]));
        if (i % 50 === 30) tf.clone(weight);
      });
    for (let i = 0; i < 100; i++) run(i);
    const [before, memory] = [counts(), process.memoryUsage().rss];
    for (let i = 0; i < 500; i++) run(i);
    expect(counts()).toEqual(before);
    expect((process.memoryUsage().rss - memory) / 2 ** 20).toBeLessThan(50);
    step.dispose();
    tf.dispose([weight, frozen]);
  });

  test('recording and disposing leave nothing behind', () => {
    const state = tidy(() => tf.variable(tf.scalar(0)));
    const cycle = () => {
      const step = compile((x: tf.Tensor) => {
        state.assign(tf.add(state, x));
        return tf.clone(state);
      });
      tidy(() => {
        step(tf.scalar(1));
      });
      step.dispose();
    };
    cycle();
    const counts = () => [tf.memory().numTensors, nativeBackend()!.binding.getNumOfTensors()];
    const before = counts();
    for (let i = 0; i < 20; i++) cycle();
    expect(counts()).toEqual(before);
    expect(state.arraySync()).toBe(21);
    state.dispose();
  });
});
