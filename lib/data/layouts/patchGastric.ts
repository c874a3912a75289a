import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { usableCaptions } from '../captions';
import { FaultLog } from '../faults';
import { ImageFolder } from '../imageFolder';
import { type Dataset, emptySplits, type InstancePosition, type Sample, type SampleImage, splitNames } from '../sample';
import { keptSplit, type SplitOptions } from '../split';
import { readTable, type TableRow } from '../table';
import type { LoadOptions } from './options';

export const CAPTIONS_TABLE = 'captions.csv';
export const PATCHES_FOLDER = 'patches_captions';
/** Not published with PatchGastricADC22, whose patches have no coordinates; other slides may bring it. */
export const POSITIONS_TABLE = 'positions.csv';

const LICENCE = 'PatchGastricADC22: for research use only (Tsuneki and Kanavati 2022)';
const NOTICE = 'Not for diagnosis.';

export interface PatchGastricOptions extends LoadOptions, SplitOptions {}

type Captions = TableRow<'id' | 'subtype' | 'text'>;

/**
 * PatchGastricADC22: `captions.csv` (id, subtype, text) beside `patches_captions/<id>_<anything>.jpg`. The whole has 991
 * slides with 262,777 patches of 300 x 300, up to 1,860 a slide. Patches come in the order of their names. A
 * `positions.csv` (file, row, column), if there is one, places them on the slide's grid.
 * Split 70/10/20 within each subtype, as the authors do (their own split depends on Python's hashes).
 * @throws DataError with everything that is wrong with the copy
 */
export async function loadPatchGastric(folder: string, options: PatchGastricOptions = {}): Promise<Dataset> {
  const faults = new FaultLog(options);
  const dataset = readPatchGastric(folder, options, faults);
  faults.throwErrors();
  return dataset;
}

/** As `loadPatchGastric`, with all that is not fatal noted instead of thrown. */
export function readPatchGastric(folder: string, options: PatchGastricOptions, faults: FaultLog): Dataset {
  const slides = distinctRows(readTable(join(folder, CAPTIONS_TABLE), ['id', 'subtype', 'text']), faults);
  const patches = patchesBySlide(folder, slides, options, faults);
  const samples = new Map<string, Sample>();
  for (const slide of slides) {
    const sample = makeSample(slide, patches.get(slide.id) ?? [], options, faults);
    if (sample) samples.set(sample.id, sample);
  }
  // All slides are split, so that a copy with a part of the patches has the same slides in the same splits.
  const strata = slides.map(({ id, subtype }) => ({ id, stratum: subtype }));
  const { name = 'patch-gastric', licence = LICENCE, notice = NOTICE, seed = 1 } = options;
  // Nothing is kept of a copy that is refused.
  const splitOptions = faults.errors.length > 0 ? { seed, splitFile: false as const } : options;
  const ids = keptSplit('patch-gastric', strata, join(folder, `split-seed-${seed}.json`), splitOptions);
  const splits = emptySplits();
  for (const split of splitNames) splits[split] = ids[split].flatMap((id) => samples.get(id) ?? []);
  return { name, splits, licence, notice, skipped: faults.counts() };
}

function distinctRows(rows: readonly Captions[], faults: FaultLog): Captions[] {
  const seen = new Set<string>();
  return rows.filter(({ id, where }) => {
    if (id === '' || id.includes('_'))
      faults.note('malformed-file', where, `found the id "${id}", expected one without "_"`);
    else if (seen.has(id)) faults.note('duplicate-id', where, `found the id ${id} again`);
    else return seen.add(id);
    return false;
  });
}

function makeSample(
  { id, subtype, text, where }: Captions,
  images: readonly SampleImage[],
  options: LoadOptions,
  faults: FaultLog,
): Sample | undefined {
  // The authors take quotation marks out of the texts, too.
  const captions = usableCaptions([text.replaceAll('"', '')], where, faults, options);
  if (captions.length === 0) faults.note('no-caption', where, `found no caption of the slide ${id}`);
  if (images.length === 0) faults.note('empty-bag', where, `found no ${PATCHES_FOLDER}/${id}_*.jpg`);
  return captions.length > 0 && images.length > 0 ? { id, images, captions, meta: { subtype } } : undefined;
}

const PATCH = /^([^_]+)_.+\.(jpe?g|png)$/i;

function patchesBySlide(
  folder: string,
  slides: readonly Captions[],
  options: PatchGastricOptions,
  faults: FaultLog,
): Map<string, SampleImage[]> {
  const images = new ImageFolder(folder, faults, options);
  const positions = readPositions(folder, faults);
  const patches = new Map<string, SampleImage[]>(slides.map(({ id }) => [id, []]));
  for (const name of images.names(PATCHES_FOLDER)) {
    const bag = patches.get(PATCH.exec(name)?.[1] ?? '');
    const where = `${PATCHES_FOLDER}/${name}`;
    if (!bag) {
      faults.note('uncaptioned-image', where, `found an image of no slide in ${CAPTIONS_TABLE}`);
      continue;
    }
    const image = images.find(where, `the slide ${PATCH.exec(name)![1]}`, positions?.get(name));
    if (image) bag.push(image);
    if (positions && !positions.has(name))
      faults.note('malformed-file', join(folder, POSITIONS_TABLE), `found no row of ${name}`);
  }
  return patches;
}

function readPositions(folder: string, faults: FaultLog): Map<string, InstancePosition> | undefined {
  const path = join(folder, POSITIONS_TABLE);
  if (!existsSync(path)) return undefined;
  const positions = new Map<string, InstancePosition>();
  for (const { file, row, column, where } of readTable(path, ['file', 'row', 'column'])) {
    if (!/^\d+$/.test(row) || !/^\d+$/.test(column)) {
      faults.note('malformed-file', where, `found the place "${row}", "${column}", expected whole numbers`);
    } else if (positions.has(file)) faults.note('duplicate-id', where, `found the file ${file} again`);
    else positions.set(file, { row: Number(row), column: Number(column) });
  }
  return positions;
}
