import { expect, test } from 'vitest';
import { compile, Random, tf, tidy } from '../../../lib';
import { describeEngines } from '../../engines';

const scalarOf = (tensor: tf.Tensor) => {
  const [value] = tensor.dataSync();
  tensor.dispose();
  return value!;
};

const variableOf = (value: number) => tidy(() => tf.variable(tf.scalar(value)));

describeEngines('a compiled step', () => {
  test('gives nested outputs, new ones each time, and runs on other numbers than it was recorded on', () => {
    const step = compile(({ x, y }: { x: tf.Tensor; y: tf.Tensor[] }) => ({
      sum: tf.add(x, y[0]!),
      parts: [tf.mul(x, 2), undefined],
    }));
    for (const value of [1, 2, 3]) {
      tidy(() => {
        const { sum, parts } = step({ x: tf.scalar(value), y: [tf.scalar(10)] });
        expect([sum.arraySync(), parts[0]!.arraySync(), parts[1]]).toEqual([10 + value, 2 * value, undefined]);
      });
    }
    step.dispose();
  });

  test('reads and assigns variables, which stay readable and writable between calls', () => {
    const state = variableOf(1);
    const step = compile((x: tf.Tensor) => {
      state.assign(tf.add(state, x));
      return tf.mul(state, 10);
    });
    const run = () => tidy(() => step(tf.scalar(2)).arraySync());
    expect([run(), run()]).toEqual([30, 50]);
    expect(state.arraySync()).toBe(5);
    expect(tidy(() => tf.mul(state, 2).arraySync())).toBe(10);
    tidy(() => state.assign(tf.scalar(100)));
    expect(run()).toBe(1020);
    expect(state.arraySync()).toBe(102);
    step.dispose();
    expect(state.arraySync()).toBe(102);
    expect(run()).toBe(1040);
    step.dispose();
    state.dispose();
  });

  test('leaves clones of its variables as they were', () => {
    const state = variableOf(1);
    const step = compile(() => state.assign(tf.add(state, 1)));
    step();
    const [before, alive] = [tf.clone(state), tf.clone(state)];
    before.dispose();
    step();
    step();
    expect([alive.arraySync(), state.arraySync()]).toEqual([2, 4]);
    step.dispose();
    tf.dispose([alive, state]);
  });

  test('keeps variables apart that start from one value', () => {
    const [a, b] = [variableOf(1), variableOf(0)];
    b.assign(a);
    const step = compile(() => {
      a.assign(tf.add(a, 1));
      b.assign(tf.mul(b, 3));
    });
    step();
    step();
    expect([a.arraySync(), b.arraySync()]).toEqual([3, 9]);
    step.dispose();
    tf.dispose([a, b]);
  });

  test('shares variables with other steps, and with its own recordings for other shapes', () => {
    const state = variableOf(0);
    const add = compile((x: tf.Tensor) => {
      state.assign(tf.add(state, tf.sum(x)));
    });
    const double = compile(() => {
      state.assign(tf.mul(state, 2));
      return tf.clone(state);
    });
    const read = compile(() => tf.add(state, 0.5));
    const found = [1, 2, 1, 2].map((length) => {
      tidy(() => add(tf.ones([length])));
      return [scalarOf(read()), scalarOf(double()), scalarOf(read())];
    });
    expect(found).toEqual([
      [1.5, 2, 2.5],
      [4.5, 8, 8.5],
      [9.5, 18, 18.5],
      [20.5, 40, 40.5],
    ]);
    for (const step of [add, double, read]) step.dispose();
    expect(state.arraySync()).toBe(40);
    state.dispose();
  });

  test('draws anew in each run, the same numbers as uncompiled', () => {
    const draws = (graph: boolean) => {
      const random = new Random(5);
      const step = compile(() => [random.uniformTensor([3]), random.uniformTensor([2, 2])], { graph });
      const found = [1, 2, 3].map(() => tidy(() => step().map((drawn) => Array.from(drawn.dataSync()))));
      step.dispose();
      return found;
    };
    const [compiled, eager] = [draws(true), draws(false)];
    expect(compiled).toEqual(eager);
    expect(new Set(compiled.flat(2)).size).toBe(21);
  });

  test('another number, string or flag among the inputs is never the old one', () => {
    const step = compile((x: tf.Tensor, factor: number, { negative = false }: { negative?: boolean } = {}) =>
      tf.mul(x, negative ? -factor : factor),
    );
    const run = (...rest: [number, { negative?: boolean }?]) => tidy(() => step(tf.scalar(3), ...rest).arraySync());
    expect([run(2), run(4), run(2), run(2, { negative: true })]).toEqual([6, 12, 6, -6]);
    step.dispose();
  });

  test('runs inside of another one, and inside a tidy', () => {
    const inner = compile((x: tf.Tensor) => tf.square(x));
    const outer = compile((x: tf.Tensor) => tf.add(inner(x), inner(tf.add(x, 1))));
    expect(tidy(() => outer(tf.scalar(2)).arraySync())).toBe(13);
    expect(tidy(() => outer(tf.scalar(3)).arraySync())).toBe(25);
    inner.dispose();
    outer.dispose();
  });

  test('takes the gradient of what it computes', () => {
    const w = tidy(() => tf.variable(tf.tensor2d([[1, 2]])));
    const step = compile((x: tf.Tensor2D) => {
      const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.matMul(w, x))), [w]);
      return { value, gradient: grads[w.name]! };
    });
    const { value, gradient } = tidy(() => step(tf.tensor2d([[3], [4]])));
    expect([value.arraySync(), gradient.arraySync()]).toEqual([121, [[66, 88]]]);
    tf.dispose([w, value, gradient]);
    step.dispose();
  });

  test('has a gradient itself, for which it runs uncompiled', () => {
    const step = compile((x: tf.Tensor) => tf.sum(tf.square(x)));
    tidy(() => {
      step(tf.tensor1d([1, 2]));
      expect(
        tf
          .grad((x) => step(x))(tf.tensor1d([3, 4]))
          .arraySync(),
      ).toEqual([6, 8]);
      expect(step(tf.tensor1d([1, 2])).arraySync()).toBe(5);
    });
    step.dispose();
  });

  test('options that cannot be are errors', () => {
    expect(() => compile(() => tf.scalar(1), { precision: 'fp8' as 'bf16' })).toThrow('expected one of float32, bf16');
    expect(() => compile(() => tf.scalar(1), { limit: 0 })).toThrow('Option limit: found 0');
  });
});
