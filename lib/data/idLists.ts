import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dataError } from './faults';
import { isObject } from './json';
import { writeWhole } from './writeWhole';

/** Lists of sample ids by name (splits, subsets), and what they were drawn from. */
export interface IdLists {
  /** What it is, such as `split` or `subset`; a file of one kind is not read as another. */
  kind: string;
  /** The data set, and the split if it is of one. */
  of: string;
  seed: number;
  /** Of all ids that were drawn from: `digestOf`. */
  digest: string;
  lists: Readonly<Record<string, readonly string[]>>;
}

/** Names a set of ids, whatever their order. */
export const digestOf = (ids: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...ids].sort()))
    .digest('hex');

/** Writes id lists, one id a line; the file gets its name when it is whole. */
export function writeIdLists(path: string, lists: IdLists): void {
  writeWhole(path, `${JSON.stringify(lists, null, 1)}\n`);
}

/**
 * Reads id lists, and checks that they are the expected ones, drawn from just these ids.
 * @returns undefined if there is no such file @throws DataError if it was made for something else, or by hand and wrong
 */
export function readIdLists(
  path: string,
  expected: Pick<IdLists, 'kind' | 'of' | 'seed'>,
  ids: readonly string[],
): IdLists | undefined {
  const found = parse(path);
  if (!found) return undefined;
  for (const field of ['kind', 'of', 'seed'] as const) {
    if (found[field] !== expected[field]) {
      throw mismatch(
        path,
        `found ${field} ${JSON.stringify(found[field])}, expected ${JSON.stringify(expected[field])}`,
      );
    }
  }
  if (found.digest !== digestOf(ids)) {
    throw mismatch(path, `found lists of other samples than the ${ids.length} that are here`);
  }
  const known = new Set(ids);
  for (const [name, list] of Object.entries(found.lists)) {
    const unknown = list.find((id) => !known.has(id));
    if (unknown !== undefined)
      throw mismatch(path, `found the id ${JSON.stringify(unknown)} in "${name}", expected known ones`);
    if (new Set(list).size < list.length) throw mismatch(path, `found an id twice in "${name}"`);
  }
  return found;
}

const mismatch = (path: string, found: string) =>
  dataError('malformed-file', path, `${found}: remove the file to have it made anew`);

function parse(path: string): IdLists | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isIdLists(value)) return value;
  } catch {}
  throw mismatch(path, 'found no id lists');
}

function isIdLists(value: unknown): value is IdLists {
  if (!isObject(value) || !isObject(value.lists)) return false;
  const isTexts = (list: unknown) => Array.isArray(list) && list.every((id) => typeof id === 'string');
  return typeof value.digest === 'string' && Object.values(value.lists).every(isTexts);
}
