import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageFolder } from '../engine/install';

/** Instances with one label for all of them. */
export interface LabelledBag {
  /** As the data set counts its bags. */
  id: number;
  label: 0 | 1;
  /** M rows of the data set's width. */
  instances: number[][];
}

/** One of the two musk sets: molecules as bags of their shapes. */
export interface MuskData {
  name: MuskName;
  /** Features of an instance. */
  width: 166;
  bags: LabelledBag[];
}

const WIDTH = 166;
const expected = { musk1: { bags: 92, instances: 476 }, musk2: { bags: 102, instances: 6598 } };

/** Name of a musk set. */
export type MuskName = keyof typeof expected;

/**
 * MUSK1 (92 molecules, 476 shapes) or MUSK2 (102, 6,598), the benchmark of multi-instance learning
 * (Dietterich et al. 1997): whole numbers as published, not scaled. `data/musk/README.md` has source and licence.
 * @throws if the file in `data/musk` is not the one that came with this package
 */
export function loadMusk(name: MuskName): MuskData {
  const counts = expected[name];
  if (!counts) throw new Error(`Unknown data set "${name}": expected ${Object.keys(expected).join(' or ')}.`);
  const path = join(packageFolder(), 'data', 'musk', `${name}.csv.gz`);
  const rows = gunzipSync(readFileSync(path)).toString().trim().split(/\r?\n/);
  const bags = new Map<number, LabelledBag>();
  for (const [line, row] of rows.entries()) {
    const [label, id, ...instance] = row.split(',').map(Number) as [number, number, ...number[]];
    const bag = bags.get(id) ?? { id, label: label as 0 | 1, instances: [] };
    if (
      instance.length !== WIDTH ||
      instance.some(Number.isNaN) ||
      (label !== 0 && label !== 1) ||
      label !== bag.label
    ) {
      throw new Error(`${path}, line ${line + 1}: expected the bag's label (0 or 1), its id and ${WIDTH} numbers.`);
    }
    bag.instances.push(instance);
    bags.set(id, bag);
  }
  if (bags.size !== counts.bags || rows.length !== counts.instances) {
    throw new Error(
      `${path}: found ${bags.size} bags and ${rows.length} instances, expected ${counts.bags} and ${counts.instances}.`,
    );
  }
  return { name, width: WIDTH, bags: [...bags.values()] };
}
