import { tf } from '../engine';
import type { InstancePosition } from './sample';

/** The instance embeddings of one sample. */
export interface FeatureBag {
  /** [M, D], or [N, P, D] for images with their patches. */
  shape: readonly number[];
  /** The numbers, row by row. */
  values: Float32Array;
  /** Where the instances lie, if that is known: M of them. */
  positions?: readonly InstancePosition[];
}

/** Bags of different sizes as a model takes them: `model.forward(batch.instances, batch)`. */
export interface BagBatch {
  /** [B, M, D] or [B, N, P, D]; padding is 0. */
  instances: tf.Tensor;
  /** [B, M] or [B, N]: 1 an instance (image), 0 padding, which comes last. */
  mask: tf.Tensor2D;
  /** If all bags have them. */
  positions?: InstancePosition[][];
  /** M (N) of each bag. */
  lengths: number[];
}

/**
 * Puts bags into one batch, padded to a common size.
 * @param sizes sizes to pad to, the smallest that fits is taken: with few of them compiled steps are few. Default: that of
 *   the largest bag
 * @throws if there is no bag, one is empty or larger than all sizes, or instances differ in shape
 */
export function batchFeatures(bags: readonly FeatureBag[], sizes?: readonly number[]): BagBatch {
  const inner = innerShape(bags);
  const width = inner.reduce((product, size) => product * size, 1);
  const lengths = bags.map(({ shape }) => shape[0]!);
  const count = paddedSize(Math.max(...lengths), sizes);
  const values = new Float32Array(bags.length * count * width);
  const mask = new Float32Array(bags.length * count);
  bags.forEach((bag, i) => {
    values.set(bag.values, i * count * width);
    mask.fill(1, i * count, i * count + lengths[i]!);
  });
  const positions = bags.every((bag) => bag.positions) ? bags.map((bag) => [...bag.positions!]) : undefined;
  return {
    instances: tf.tensor(values, [bags.length, count, ...inner]),
    mask: tf.tensor2d(mask, [bags.length, count]),
    positions,
    lengths,
  };
}

/** Sizes that pad no bag to more than twice its instances: powers of two, and the largest bag itself. */
export function bagSizes(largest: number, smallest = 16): number[] {
  const sizes: number[] = [];
  for (let size = smallest; size < largest; size *= 2) sizes.push(size);
  return [...sizes, largest];
}

function paddedSize(largest: number, sizes?: readonly number[]): number {
  if (!sizes) return largest;
  const fitting = sizes.filter((size) => size >= largest);
  if (fitting.length === 0) throw new Error(`A bag has ${largest} instances; expected at most ${Math.max(...sizes)}.`);
  return Math.min(...fitting);
}

/** The shape of an instance, which all bags share. */
function innerShape(bags: readonly FeatureBag[]): number[] {
  if (bags.length === 0) throw new Error('Expected at least one bag, found none.');
  const [, ...inner] = bags[0]!.shape;
  bags.forEach(({ shape, values, positions }, i) => {
    if (!shape[0]) throw new Error(`Bag ${i} has no instance. Leave it out.`);
    if (shape.length < 2 || `${shape.slice(1)}` !== `${inner}`) {
      throw new Error(`Bag ${i} has the shape [${shape}]; expected [M, ${inner}], as the first bag.`);
    }
    const expected = shape.reduce((product, size) => product * size, 1);
    if (values.length !== expected) throw new Error(`Bag ${i} has ${values.length} numbers; expected ${expected}.`);
    if (positions && positions.length !== shape[0]) {
      throw new Error(`Bag ${i} has ${positions.length} positions; expected one for each of ${shape[0]} instances.`);
    }
  });
  return inner;
}
