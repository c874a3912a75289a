import { Random } from '../nn';
import { dataError } from './faults';
import { digestOf, type IdLists, readIdLists, writeIdLists } from './idLists';
import { type SplitName, splitNames } from './sample';

/** 70 % for training, 10 % for validation, the rest for testing. */
const TRAINING_END = 0.7;
const VALIDATION_END = 0.8;

/** Ids of the samples in each part. */
export type SplitIds = Record<SplitName, readonly string[]>;

/**
 * Splits samples 70/10/20, each stratum by itself: shuffled, cut at floor(0.7 n) and floor(0.8 n), as the authors of
 * PatchGastricADC22 do. The outcome depends on the ids, strata and seed only, not on the order of the samples.
 */
export function stratifiedSplit(samples: readonly { id: string; stratum: string }[], seed: number): SplitIds {
  const strata = new Map<string, string[]>();
  for (const { id, stratum } of samples) {
    const ids = strata.get(stratum);
    if (ids) ids.push(id);
    else strata.set(stratum, [id]);
  }
  const splits: Record<SplitName, string[]> = { train: [], val: [], test: [] };
  for (const [stratum, ids] of strata) {
    const shuffled = new Random(seed).child(stratum).shuffle(ids.sort());
    const [first, second] = [TRAINING_END, VALIDATION_END].map((end) => Math.floor(end * ids.length)) as [
      number,
      number,
    ];
    splits.train.push(...shuffled.slice(0, first));
    splits.val.push(...shuffled.slice(first, second));
    splits.test.push(...shuffled.slice(second));
  }
  for (const name of splitNames) splits[name].sort();
  return splits;
}

/** How a data set without a published split is split, and where that is kept. */
export interface SplitOptions {
  /** Seed of the split (default 1). */
  seed?: number;
  /**
   * Where the split is kept: written when it is not there, read back when it is. Default: `split-seed-<seed>.json` in the
   * data set's folder, or nowhere if that cannot be written to; `false`: nowhere.
   */
  splitFile?: string | false;
  /** Whether a split that is not kept yet is written (default true). */
  keepSplit?: boolean;
}

/**
 * The split of a data set: as its file has it, else drawn and written.
 * @throws DataError if the file is of other samples or another seed
 */
export function keptSplit(
  of: string,
  samples: readonly { id: string; stratum: string }[],
  defaultFile: string,
  { seed = 1, splitFile = defaultFile, keepSplit = true }: SplitOptions,
): SplitIds {
  const ids = samples.map(({ id }) => id);
  const expected = { kind: 'split', of, seed };
  const kept = splitFile === false ? undefined : readIdLists(splitFile, expected, ids);
  if (kept) return checkSplit(kept.lists, ids.length, String(splitFile));
  const lists = stratifiedSplit(samples, seed);
  if (splitFile !== false && keepSplit) {
    keep(splitFile, { ...expected, digest: digestOf(ids), lists }, splitFile === defaultFile);
  }
  return lists;
}

/** @throws DataError unless each sample is in one split */
function checkSplit(lists: IdLists['lists'], count: number, path: string): SplitIds {
  const ids = splitNames.flatMap((name) => lists[name] ?? []);
  if (ids.length !== count || new Set(ids).size !== count) {
    throw dataError(
      'malformed-file',
      path,
      `found ${ids.length} ids in ${splitNames.join(', ')}, expected each of ${count} once`,
    );
  }
  return lists as SplitIds;
}

/** @param optional whether a folder that cannot be written to, as published data often is, is all right */
function keep(path: string, lists: IdLists, optional: boolean): void {
  try {
    writeIdLists(path, lists);
  } catch (error) {
    const refused = ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!optional || !refused) throw error;
  }
}
