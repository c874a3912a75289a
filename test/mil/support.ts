import fc from 'fast-check';
import { expect } from 'vitest';
import { type CorrelatedBag, type NamedTensors, Parameters, prefixMask, Random, type Scope, tf, tidy } from '../../lib';
import { expectGradients } from '../parity/gradients';
import { loadReference, maxAbsoluteDifference } from '../parity/reference';

/** A batch of bags of different size, as a property test draws it. */
export interface BagCase {
  lengths: number[];
  seed: number;
}

export const bagCases = (largest = 7): fc.Arbitrary<BagCase> =>
  fc.record({
    lengths: fc.array(fc.integer({ min: 1, max: largest }), { minLength: 1, maxLength: 3 }),
    seed: fc.nat(1e6),
  });

/** Runs a property on a few cases, always the same ones, and frees what it made. */
export function forBags(property: (bags: BagCase) => void, largest?: number): void {
  fc.assert(
    fc.property(bagCases(largest), (bags) => tidy(() => property(bags))),
    { seed: 20, numRuns: 8 },
  );
}

export function normalTensor<T extends tf.Tensor = tf.Tensor3D>(shape: number[], seed: number): T {
  const random = new Random(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  ) as T;
}

/** Bags padded to `count` rows, with garbage in the padding, and their mask. */
export function paddedBags({ lengths, seed }: BagCase, width: number, count = Math.max(...lengths)) {
  const alone = lengths.map((length, i) => normalTensor([1, length, width], seed + i));
  const rows = alone.map((bag, i) => {
    const garbage = tf.mul(normalTensor([1, count - lengths[i]!, width], seed + 77 + count), 5);
    return tf.concat([bag, garbage], 1);
  });
  return { bag: tf.concat(rows, 0) as tf.Tensor3D, mask: prefixMask(lengths, count), alone };
}

/** The rows of bag b in another order; `order` maps a new place to the old one. */
export const reordered = (bag: tf.Tensor3D, order: number[]): tf.Tensor3D => tf.gather(bag, order, 1);

export const shuffledOrder = (count: number, seed: number) =>
  new Random(seed).shuffle(Array.from({ length: count }, (_, i) => i));

export function expectClose(found: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5, what?: string): void {
  expect(maxAbsoluteDifference(found, expected), what).toBeLessThan(tolerance);
}

export const firstRows = (bag: tf.Tensor3D, b: number, count: number): tf.Tensor3D =>
  tf.slice(bag, [b, 0, 0], [1, count, -1]);

/** Builds a layer in parameters of its own, runs the test and frees them. */
export function withLayer<T>(build: (scope: Scope) => T, test: (layer: T, parameters: Parameters) => void): void {
  const parameters = new Parameters(5);
  try {
    test(build(parameters.root()), parameters);
  } finally {
    parameters.dispose();
  }
}

/** A padded bag in a batch gives what the bag gives alone, whatever the amount of padding and what is in it. */
export function expectPaddingChangesNothing(
  forward: (bag: tf.Tensor3D, mask?: tf.Tensor) => CorrelatedBag,
  width: number,
  tolerance = 1e-5,
): void {
  forBags((bags) => {
    for (const extra of [0, 1, 5]) {
      const { bag, mask, alone } = paddedBags(bags, width, Math.max(...bags.lengths) + extra);
      const together = forward(bag, mask).bag;
      alone.forEach((one, b) => {
        expectClose(firstRows(together, b, bags.lengths[b]!), forward(one).bag, tolerance);
      });
    }
  });
}

export interface ParityCase<T> {
  /** File below the fixtures' `poolers`. */
  reference: string;
  build(scope: Scope): T;
  /** Our parameter names (or their beginnings) and the reference's. */
  names: Record<string, string>;
  /** Changes reference tensors to our shapes. */
  reshape?: Record<string, number[]>;
  /** Outputs under the reference's names; gradients are those of `main`. */
  run(layer: T, inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor>;
  /** Outputs that are compared less closely than 1e-5. */
  tolerances?: Record<string, number>;
  /** Default true. */
  gradients?: boolean;
}

/** Checks outputs to 1e-5 and the gradients by every weight and input to 1e-4 relative. */
export function expectParity<T>({
  reference,
  build,
  names,
  reshape = {},
  run,
  gradients = true,
  tolerances = {},
}: ParityCase<T>): void {
  const { tensors: stored } = loadReference(`poolers/${reference}`);
  const shaped = tidy(() => Object.fromEntries(Object.entries(stored).map(([name, t]) => [name, shapeOf(name, t)])));
  function shapeOf(name: string, tensor: tf.Tensor): tf.Tensor {
    return tf.reshape(tensor, reshape[name.replace('grad.', '')] ?? tensor.shape);
  }
  const inputs = pick(shaped, 'input.', (tensor) => tf.variable(tensor)) as Record<string, tf.Variable>;
  withLayer(build, (layer, parameters) => {
    const theirs = theirNames(parameters.names, names);
    parameters.load(
      Object.fromEntries(theirs.map(([our, their]) => [our, shaped[`weights.${their}`]!])) as NamedTensors,
    );
    tidy(() => {
      for (const [name, found] of Object.entries(run(layer, inputs)))
        expectClose(found, shaped[`output.${name}`]!, tolerances[name] ?? 1e-5, name);
    });
    if (!gradients) return;
    const variables = Object.fromEntries(theirs.map(([our, their]) => [`weights.${their}`, parameters.get(our)]));
    for (const [name, variable] of Object.entries(inputs)) variables[`input.${name}`] = variable;
    const expected = pick(shaped, 'grad.', (tensor) => tensor);
    expect(Object.keys(variables).sort()).toEqual(Object.keys(expected).sort());
    expectGradients(() => run(layer, inputs).main!, shaped.cotangent!, variables, expected);
  });
  tf.dispose([stored, shaped, inputs]);
}

function pick(
  tensors: NamedTensors,
  prefix: string,
  change: (tensor: tf.Tensor) => tf.Tensor,
): Record<string, tf.Tensor> {
  const chosen = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(chosen.map(([name, tensor]) => [name.slice(prefix.length), change(tensor)]));
}

function theirNames(ours: string[], names: Record<string, string>): [our: string, their: string][] {
  return ours.map((our) => {
    const prefix = Object.keys(names).find((key) => our.startsWith(key));
    if (prefix === undefined) return [our, our];
    return [our, names[prefix] + our.slice(prefix.length)];
  });
}
