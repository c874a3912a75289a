import { Random } from '../nn';
import { dataError } from './faults';
import { digestOf, readIdLists, writeIdLists } from './idLists';
import type { Sample } from './sample';

/** How a subset is drawn, and where it is kept. */
export interface SubsetOptions {
  /** Seed of the subsets (default 1); those of one seed lie within each other. */
  seed?: number;
  /** Where the ids are kept: written when they are not there, read back when they are. Default: nowhere. */
  file?: string;
}

/**
 * A random subset of a size, such that the smaller lies within the larger: the first of one seeded order, which depends
 * on the ids only. It comes in the order of the samples.
 * @param size a share of the samples, above 0 and below 1, rounded to whole samples but to one at least; or a number of
 *   samples, from 1 on
 * @param of what the samples are, for the file: `coco train`
 * @throws if the size is impossible, or DataError if the file holds a subset of something else
 */
export function subset<S extends Pick<Sample, 'id'>>(
  samples: readonly S[],
  size: number,
  of: string,
  { seed = 1, file }: SubsetOptions = {},
): S[] {
  const count = countOf(size, samples.length);
  const ids = samples.map(({ id }) => id);
  const name = String(count);
  const expected = { kind: 'subset', of, seed };
  const kept = file === undefined ? undefined : readIdLists(file, expected, ids);
  const known = kept?.lists[name];
  if (known && known.length !== count) {
    throw dataError('malformed-file', `${file}`, `found ${known.length} ids in "${name}"`);
  }
  const list =
    known ??
    new Random(seed)
      .child('subset')
      .shuffle([...ids].sort())
      .slice(0, count);
  if (file !== undefined && !known) {
    writeIdLists(file, { ...expected, digest: digestOf(ids), lists: { ...kept?.lists, [name]: list } });
  }
  const chosen = new Set(list);
  return samples.filter(({ id }) => chosen.has(id));
}

function countOf(size: number, total: number): number {
  const count = size > 0 && size < 1 ? Math.max(1, Math.round(size * total)) : size;
  if (!Number.isInteger(count) || count < 1 || count > total) {
    throw new Error(
      `Found the subset size ${size}, expected a share between 0 and 1 or a whole number from 1 to ${total}.`,
    );
  }
  return count;
}
