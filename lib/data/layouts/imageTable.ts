import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { usableCaptions } from '../captions';
import { dataError, FaultLog } from '../faults';
import { ImageFolder } from '../imageFolder';
import { type Dataset, emptySplits, type Sample, type SplitName, splitNames } from '../sample';
import { keptSplit, type SplitIds, type SplitOptions } from '../split';
import { readTable, type TableRow } from '../table';
import type { LoadOptions } from './options';

const IMAGE_TABLE = 'captions.csv';
/** Between the names of a sample's images. */
const SEPARATOR = ';';

/** Where a folder of images has its captions, and how it is split. */
export interface ImageTableOptions extends LoadOptions, SplitOptions {
  /** The table of captions (default `captions.csv` in the folder). */
  captions?: string;
}

/** Rows of one sample. */
interface Entry {
  id: string;
  images: readonly string[];
  captions: string[];
  split?: SplitName;
  subtype?: string;
  where: string;
}

type Row = TableRow<'caption', 'id' | 'image' | 'images' | 'split' | 'subtype'>;

/** Whether a folder has a table of captions. */
export const hasImageTable = (folder: string): boolean => existsSync(join(folder, IMAGE_TABLE));

/**
 * Your own data: a folder of images with `captions.csv`, a row a caption. Columns: `image`, or `images` with several names
 * separated by `;` (below the folder, `/` between folders), and `caption`. More captions of a sample are more rows with the
 * same images. If they are there, `id` names samples (default: the images' names), `split` is train, val or test
 * (default: 70/10/20, within each subtype), and `subtype` is the sample's class. Others are ignored.
 * @throws DataError with everything that is wrong with the table and the images
 */
export async function loadImageTable(folder: string, options: ImageTableOptions = {}): Promise<Dataset> {
  const faults = new FaultLog(options);
  const dataset = readImageTable(folder, options, faults);
  faults.throwErrors();
  return dataset;
}

/** As `loadImageTable`, with all that is not fatal noted instead of thrown. */
export function readImageTable(folder: string, options: ImageTableOptions, faults: FaultLog): Dataset {
  const path = options.captions ?? join(folder, IMAGE_TABLE);
  const entries = readEntries(path, faults);
  const images = new ImageFolder(folder, faults, options);
  const samples = new Map<string, Sample>();
  for (const entry of entries) {
    const sample = sampleOf(entry, images, options, faults);
    if (sample) samples.set(sample.id, sample);
  }
  const { name = basename(resolve(folder)), licence = 'As the owner of the images states', notice } = options;
  const ids = splitOf(entries, folder, options, faults);
  const splits = emptySplits();
  for (const split of splitNames) splits[split] = ids[split].flatMap((id) => samples.get(id) ?? []);
  return { name, splits, licence, notice, skipped: faults.counts() };
}

/** The samples of a table, in the order of their first rows. */
function readEntries(path: string, faults: FaultLog): Entry[] {
  const rows: Row[] = readTable(path, ['caption'], ['id', 'image', 'images', 'split', 'subtype']);
  if (rows.length === 0)
    throw dataError('malformed-file', path, 'found no row below the first, expected one a caption');
  if (rows[0]!.images === undefined && rows[0]!.image === undefined)
    throw dataError('wrong-columns', path, 'found no column image or images, expected one of them');
  const entries = new Map<string, Entry>();
  for (const row of rows) {
    const entry = entryOf(row, faults);
    const known = entry && entries.get(entry.id);
    if (!entry) continue;
    if (!known) entries.set(entry.id, entry);
    else if (isSameSample(known, entry)) known.captions.push(row.caption);
    else {
      const found = `found other images, split or subtype of ${entry.id} than in ${known.where}, expected the same`;
      faults.note('malformed-file', row.where, found);
    }
  }
  return [...entries.values()];
}

/** What one row says; undefined, noted, if it names no image or another split than there are. */
function entryOf({ images: several, image, id, caption, split, subtype, where }: Row, faults: FaultLog) {
  const images = namesIn(several ?? image!);
  if (images.length === 0) {
    faults.note('malformed-file', where, 'found no name of an image, expected at least one');
    return undefined;
  }
  if (split !== undefined && !isSplit(split)) {
    faults.note('malformed-file', where, `found the split "${split}", expected one of ${splitNames.join(', ')}`);
    return undefined;
  }
  const entry: Entry = { id: id?.trim() || images.join(SEPARATOR), images, captions: [caption], split, where };
  return subtype ? { ...entry, subtype } : entry;
}

const namesIn = (text: string): string[] =>
  text
    .split(SEPARATOR)
    .map((name) => name.trim())
    .filter((name) => name !== '');

const isSplit = (text: string): text is SplitName => splitNames.some((name) => name === text);

const isSameSample = (first: Entry, second: Entry) =>
  first.images.join(SEPARATOR) === second.images.join(SEPARATOR) &&
  first.split === second.split &&
  first.subtype === second.subtype;

function sampleOf(
  { id, images, captions: texts, subtype, where }: Entry,
  folder: ImageFolder,
  options: ImageTableOptions,
  faults: FaultLog,
): Sample | undefined {
  const found = images.flatMap((name) => folder.find(name, where) ?? []);
  const captions = usableCaptions(texts, where, faults, options);
  if (captions.length === 0) faults.note('no-caption', where, `found no usable caption of ${id}`);
  if (found.length < images.length || captions.length === 0) return undefined;
  return { id, images: found, captions, meta: subtype === undefined ? {} : { subtype } };
}

/** The table's split where it has one, else a random one, which is kept. */
function splitOf(entries: readonly Entry[], folder: string, options: ImageTableOptions, faults: FaultLog): SplitIds {
  if (entries.some(({ split }) => split !== undefined)) {
    const idsOf = (name: SplitName) => entries.flatMap(({ id, split }) => (split === name ? id : []));
    return { train: idsOf('train'), val: idsOf('val'), test: idsOf('test') };
  }
  // All samples are split, so that a copy with a part of the images has the same ones in the same splits.
  const strata = entries.map(({ id, subtype = '' }) => ({ id, stratum: subtype }));
  const { seed = 1 } = options;
  // Nothing is kept of a copy that is refused.
  const splitOptions = faults.errors.length > 0 ? { seed, splitFile: false as const } : options;
  return keptSplit('image-table', strata, join(folder, `split-seed-${seed}.json`), splitOptions);
}
