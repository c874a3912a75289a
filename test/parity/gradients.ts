import { expect } from 'vitest';
import { tf, tidy } from '../../lib';
import { maxAbsoluteDifference, maxRelativeDifference } from './reference';

/** A gradient that is zero in exact arithmetic (a key's bias: softmax ignores constants) is rounding noise in the reference. */
const NOISE = 1e-5;

/**
 * Checks gradients of sum(output * cotangent) against reference ones: 1e-4 relative to the largest value of each.
 * @param variables what to differentiate by, under the names of `expected`; inputs are passed as variables too
 */
export function expectGradients(
  output: () => tf.Tensor,
  cotangent: tf.Tensor,
  variables: Record<string, tf.Variable>,
  expected: Record<string, tf.Tensor>,
): void {
  const { value, grads } = tf.variableGrads(
    () => tidy(() => tf.sum(tf.mul(output(), cotangent)) as tf.Scalar),
    Object.values(variables),
  );
  for (const [name, variable] of Object.entries(variables)) {
    const found = grads[variable.name];
    const wanted = expected[name];
    if (!found || !wanted) throw new Error(`${name}: found ${found}, expected ${wanted}`);
    const noise = tidy(() => tf.max(tf.abs(wanted)).arraySync() as number) < NOISE;
    const difference = noise ? maxAbsoluteDifference(found, wanted) : maxRelativeDifference(found, wanted);
    expect(difference, `gradient of ${name}`).toBeLessThan(1e-4);
  }
  tf.dispose([value, ...Object.values(grads)]);
}
