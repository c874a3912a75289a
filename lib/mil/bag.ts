import { tf } from '../engine';
import { prefixMask } from './mask';

/** The instances of one bag: M rows of D numbers each. */
export type Instances = ArrayLike<ArrayLike<number>>;

/** Bags of several sizes in one tensor. */
export interface BatchedBags {
  /** [B, M, D] with M of the largest bag; padding is 0. */
  bag: tf.Tensor3D;
  /** [B, M], 1 an instance, 0 padding */
  mask: tf.Tensor2D;
  /** M of each bag. */
  lengths: number[];
}

/**
 * Puts bags of different size into one batch.
 * @throws if there is no bag, a bag is empty, or instances differ in width; the message says which
 */
export function batchBags(bags: readonly Instances[]): BatchedBags {
  const width = checkBags(bags);
  const lengths = bags.map((instances) => instances.length);
  const count = Math.max(...lengths);
  const values = new Float32Array(bags.length * count * width);
  bags.forEach((instances, bag) => {
    for (let i = 0; i < instances.length; i++) values.set(instances[i]!, (bag * count + i) * width);
  });
  return { bag: tf.tensor3d(values, [bags.length, count, width]), mask: prefixMask(lengths), lengths };
}

/** @returns D, the width of every instance */
function checkBags(bags: readonly Instances[]): number {
  if (bags.length === 0) throw new Error('Expected at least one bag, found none.');
  const width = bags[0]![0]?.length ?? 0;
  bags.forEach((instances, bag) => {
    if (instances.length === 0) throw new Error(`Bag ${bag} has no instance. Leave it out.`);
    const odd = Array.from(instances).findIndex((row) => row.length !== width);
    if (odd === -1) return;
    const found = instances[odd]?.length;
    throw new Error(`Instance ${odd} of bag ${bag} has ${found} numbers; the first instance has ${width}.`);
  });
  return width;
}
