import { forbidInCompiledStep, isStandIn, tf } from '../engine';

/** What a mask says of its bags, read from the tensor once. */
interface Census {
  /** Instances in each bag. */
  counts: number[];
  /** Which rows of each bag are instances. */
  present: boolean[][];
  /** A bag with an instance after padding, if there is one. */
  scattered?: number;
}

const read = new WeakMap<tf.Tensor, Census>();

/**
 * Checks a batch of bags before it is used. The mask's numbers are read from the engine once per mask tensor; not those
 * of a mask that a compiled step gets as an input.
 * @param bag [B, M, D] @param mask [B, M]: 1 an instance, 0 padding
 * @throws if shapes do not fit, the mask has numbers other than 0 and 1, or a bag is masked altogether
 */
export function checkBag(bag: tf.Tensor, mask?: tf.Tensor): void {
  const [batch, count] = bag.shape;
  if (bag.rank !== 3 || !count) throw new Error(`A bag must be [B, M, D] with M >= 1, found [${bag.shape}].`);
  if (!mask) return;
  if (`${mask.shape}` !== `${[batch, count]}`) {
    throw new Error(`The mask of a bag [${bag.shape}] must be [${batch}, ${count}], found [${mask.shape}].`);
  }
  if (!isStandIn(mask)) censusOf(mask);
}

/**
 * The number of instances in each bag of a mask that has its instances first and its padding last.
 * @throws if a bag has an instance after padding, or none at all
 */
export function lengthsOf(mask: tf.Tensor): readonly number[] {
  const { counts, scattered } = censusOf(mask);
  if (scattered !== undefined) {
    throw new Error(`Bag ${scattered} has an instance after padding; this layer expects all padding at a bag's end.`);
  }
  return counts;
}

/** Which of the M rows of each bag are instances. */
export function presenceOf(mask: tf.Tensor): readonly (readonly boolean[])[] {
  return censusOf(mask).present;
}

/** A mask [B, M] of bags with these lengths, padded at the end; `lengthsOf` knows it without reading it back. */
export function prefixMask(lengths: readonly number[], count = Math.max(...lengths)): tf.Tensor2D {
  const present = lengths.map((length) => Array.from({ length: count }, (_, i) => i < length));
  const mask = tf.tensor2d(present.flat().map(Number), [lengths.length, count], 'float32');
  read.set(mask, { counts: [...lengths], present });
  return mask;
}

function censusOf(mask: tf.Tensor): Census {
  let census = read.get(mask);
  if (!census) {
    if (isStandIn(mask)) {
      forbidInCompiledStep(
        'this layer lays its graph out by the lengths of bags, which a mask that comes as an input does not tell. ' +
          'Give the lengths as numbers, and make the mask in the step (prefixMask).',
      );
    }
    census = takeCensus(mask.dataSync(), mask.shape[0]!, mask.shape[1]!);
    read.set(mask, census);
  }
  return census;
}

function takeCensus(values: ArrayLike<number>, batch: number, count: number): Census {
  const census: Census = { counts: [], present: [] };
  for (let bag = 0; bag < batch; bag++) {
    const row = Array.from({ length: count }, (_, i) => values[bag * count + i]!);
    const odd = row.find((value) => value !== 0 && value !== 1);
    if (odd !== undefined) throw new Error(`A mask holds 1 (an instance) and 0 (padding); bag ${bag} has ${odd}.`);
    const instances = row.filter((value) => value === 1).length;
    if (instances === 0) throw new Error(`Bag ${bag} has no instance: its mask is 0 throughout. Leave it out.`);
    if (row.lastIndexOf(1) >= instances) census.scattered ??= bag;
    census.counts.push(instances);
    census.present.push(row.map((value) => value === 1));
  }
  return census;
}
