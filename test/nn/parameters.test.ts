import { expect, test } from 'vitest';
import { constant, glorotUniform, normal, Parameters, tf, tidy, uniformFanIn, zeros } from '../../lib';
import { describeEngines } from '../engines';

/** Two parameters, `a.weight` [2, 2] and `a.bias` [2]; freed after the test. */
function withParameters(run: (parameters: Parameters) => void): void {
  const parameters = new Parameters(1);
  const scope = parameters.root().child('a');
  scope.parameter('weight', [2, 2], normal(1));
  scope.parameter('bias', [2], constant(3));
  tidy(() => run(parameters));
  parameters.dispose();
}

describeEngines('parameters', () => {
  test('have names, shapes and initial values', () =>
    withParameters((parameters) => {
      expect(parameters.names).toEqual(['a.weight', 'a.bias']);
      expect(parameters.get('a.bias').arraySync()).toEqual([3, 3]);
      expect(parameters.count).toBe(6);
      expect(parameters.list((name) => name.endsWith('bias'))).toEqual([parameters.get('a.bias')]);
    }));

  test('initial values depend on seed and name alone, not on the order of creation', () => {
    const values = (seed: number, names: string[]) => {
      const parameters = new Parameters(seed);
      for (const name of names) parameters.root().parameter(name, [3], normal(1));
      const found = parameters.get('x').arraySync();
      parameters.dispose();
      return found;
    };
    expect(values(1, ['x', 'y'])).toEqual(values(1, ['y', 'x']));
    expect(values(1, ['x'])).not.toEqual(values(2, ['x']));
  });

  test('load sets values, and the caller keeps the tensors', () =>
    withParameters((parameters) => {
      const bias = tf.tensor1d([7, 8]);
      parameters.load({ 'a.weight': tf.ones([2, 2]), 'a.bias': bias });
      expect(parameters.get('a.bias').arraySync()).toEqual([7, 8]);
      expect(bias.isDisposed).toBe(false);
    }));

  test('load lists every problem by name and then changes nothing', () =>
    withParameters((parameters) => {
      const before = parameters.get('a.weight').arraySync();
      const load = () => parameters.load({ 'a.weight': tf.ones([3, 2]), 'b.weight': tf.ones([1]) });
      expect(load).toThrow('a.weight: found [3,2], expected [2,2]');
      expect(load).toThrow('unknown: b.weight');
      expect(load).toThrow('missing: a.bias');
      expect(() => parameters.load({ 'a.weight': tf.zeros([2, 2]) })).toThrow('missing: a.bias');
      expect(parameters.get('a.weight').arraySync()).toEqual(before);
    }));

  test('a partial load leaves the others', () =>
    withParameters((parameters) => {
      parameters.load({ 'a.weight': tf.zeros([2, 2]) }, { partial: true });
      expect(parameters.get('a.weight').arraySync()).toEqual([
        [0, 0],
        [0, 0],
      ]);
      expect(parameters.get('a.bias').arraySync()).toEqual([3, 3]);
    }));

  test('a name that is taken or unknown is an error', () =>
    withParameters((parameters) => {
      expect(() => parameters.root().child('a').parameter('bias', [2], zeros)).toThrow('"a.bias" exists already');
      expect(() => parameters.get('c')).toThrow('No parameter "c". There are: a.weight, a.bias');
    }));

  test('initializers keep to their bounds', () => {
    const parameters = new Parameters(1);
    const largest = (name: string, initializer: typeof glorotUniform) => {
      const values = parameters.root().parameter(name, [20, 30], initializer).dataSync();
      return Math.max(...Array.from(values, Math.abs));
    };
    const [fanIn, glorot] = [1 / Math.sqrt(30), Math.sqrt(6 / 50)];
    expect(largest('fan in', uniformFanIn(30))).toBeLessThanOrEqual(fanIn);
    expect(largest('fan in again', uniformFanIn(30))).toBeGreaterThan(0.95 * fanIn);
    expect(largest('glorot', glorotUniform)).toBeLessThanOrEqual(glorot);
    expect(largest('glorot again', glorotUniform)).toBeGreaterThan(0.95 * glorot);
    parameters.dispose();
  });
});
