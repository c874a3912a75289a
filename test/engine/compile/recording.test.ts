import { expect, test } from 'vitest';
import { compile, Random, tf, tidy } from '../../../lib';
import { nativeBackend } from '../../../lib/engine/compile/nativeBackend';
import { describeNative } from '../../engines';

/** The message of the error with which a step fails when it is recorded on one matrix. */
function failure(run: (x: tf.Tensor) => unknown): string {
  const step = compile(run);
  try {
    tidy(() => {
      step(tf.ones([2, 2]));
    });
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  } finally {
    step.dispose();
  }
  throw new Error('Expected an error, found none.');
}

describeNative('recording a compiled step', () => {
  test('reading numbers is an error that names the operation and the line', () => {
    const message = failure((x) => (tf.sum(x).dataSync()[0]! > 0 ? x : tf.neg(x)));
    expect(message).toContain('RecordingError: Compiled step: the numbers of float32[], a result of Sum, are read');
    expect(message).toMatch(/\(at .*recording\.test\.ts:\d+:\d+\)$/);
    expect(failure((x) => tf.scalar((x.arraySync() as number[][])[0]![0]!))).toContain(
      'float32[2,2], an input, are read',
    );
  });

  test('data of the outside is an error, not a frozen value', () => {
    const outside = tf.ones([2, 2]);
    expect(failure((x) => tf.matMul(x, outside))).toContain('MatMul uses float32[2,2], which was made outside');
    const variable = tidy(() => tf.variable(tf.ones([2, 2])));
    const clone = tf.clone(variable);
    expect(failure((x) => tf.add(x, clone))).toContain('made outside');
    tf.dispose([outside, variable, clone]);
  });

  test('random numbers that no seed of ours gives are errors', () => {
    const random = new Random(1);
    random.normal();
    for (const draw of [
      () => tf.scalar(random.uniform()),
      () => tf.tensor1d(random.shuffle([1, 2])),
      () => tf.scalar(random.normal()),
      () => tf.scalar(new Random(3).normal()),
      () => new Random(3).uniformTensor([2]),
      () => tf.randomNormal([2]),
      () => tf.scalar(Math.random()),
      () => tf.multinomial(tf.tensor1d([0.5, 0.5]), 2),
    ]) {
      expect(failure(draw)).toContain('draw');
    }
    expect(Math.random()).not.toBe(Math.random());
  });

  test('results of a shape that depends on numbers are errors', () => {
    expect(failure((x) => tf.unique(tf.reshape(x, [4])).values)).toContain('UniqueV2 cannot be part of it');
  });

  test('variables are not made or disposed of in a step', () => {
    expect(failure(() => tf.variable(tf.scalar(1)))).toContain('a variable is made in it');
    const variable = tidy(() => tf.variable(tf.scalar(1)));
    expect(failure(() => variable.dispose())).toContain('is disposed of in it');
    variable.dispose();
  });

  test('a step is no async function, and gives and takes nothing but tensors and plain values', () => {
    expect(failure(async (x) => x)).toContain('output is a promise');
    expect(failure((x) => ({ loss: 3, x }))).toContain('output.loss is the number 3');
    const step = compile((given: unknown) => given);
    expect(() => step({ random: new Random(1) })).toThrow('input[0].random is an object of class Random');
  });

  test('a failed recording changes nothing', () => {
    const variable = tidy(() => tf.variable(tf.scalar(1)));
    const before = [tf.memory().numTensors, nativeBackend()!.binding.getNumOfTensors()];
    failure((x) => {
      variable.assign(tf.scalar(2));
      return tf.sum(x).dataSync();
    });
    expect(variable.arraySync()).toBe(1);
    expect([tf.memory().numTensors, nativeBackend()!.binding.getNumOfTensors()]).toEqual(before);
    variable.dispose();
  });

  test('a tensor that was smuggled out says what it is when it is used', () => {
    let kept: tf.Tensor | undefined;
    const step = compile((x: tf.Tensor) => {
      kept = tf.keep(tf.add(x, 1));
      return tf.clone(kept);
    });
    tidy(() => {
      step(tf.scalar(1));
    });
    expect(() => kept!.dataSync()).toThrow('there are none while a step is recorded');
    expect(() => tf.add(kept!, 1)).toThrow('there are none while a step is recorded');
    kept!.dispose();
    step.dispose();
  });

  test('an error in a run names what is wrong, and the step can go on', () => {
    const step = compile((x: tf.Tensor, i: tf.Tensor) => tf.gather(x, i));
    const run = (index: number) => tidy(() => step(tf.tensor1d([5, 6]), tf.tensor1d([index], 'int32')).dataSync()[0]);
    expect(run(1)).toBe(6);
    expect(() => run(7)).toThrow('indices[0] = 7 is not in [0, 2)');
    expect(run(0)).toBe(5);
    step.dispose();
  });

  test('a variable that is gone is an error', () => {
    const variables = [1, 2].map((value) => tidy(() => tf.variable(tf.scalar(value))));
    const step = compile(() => {
      variables[0]!.assign(tf.add(variables[0]!, variables[1]!));
    });
    step();
    variables[1]!.dispose();
    expect(() => step()).toThrow('has been disposed of');
    variables[0]!.dispose();
    expect(() => step()).toThrow('has been disposed of');
    step.dispose();
  });
});
