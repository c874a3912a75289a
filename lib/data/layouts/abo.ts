import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readReferences } from '../../metrics/files';
import { usableCaptions } from '../captions';
import { dataError, FaultLog } from '../faults';
import { ImageFolder } from '../imageFolder';
import { type Dataset, emptySplits, type Sample, splitNames } from '../sample';
import { keptSplit, type SplitOptions } from '../split';
import { readTable } from '../table';
import { type Listing, readListings } from './aboListings';
import type { LoadOptions } from './options';

const LICENCE = 'Amazon Berkeley Objects: CC BY 4.0 (Amazon.com; Collins et al. 2022)';

/** Images of a product: one is no bag, and the paper has none with more. */
const FEWEST_IMAGES = 2;
const MOST_IMAGES = 21;

export interface AboOptions extends LoadOptions, SplitOptions {
  /**
   * Captions by product: JSON `{id: [caption, ...]}`, or CSV with the columns item_id and caption; see `readReferences`. Default: `captions.json` or
   * `captions.csv` in the folder.
   */
  captions?: string;
}

/**
 * Amazon Berkeley Objects: `listings/metadata/listings_*.json.gz`, `images/metadata/images.csv.gz`, `images/small/`, and
 * a captions file, which is not part of the publication. Products with 2-21 images and a caption count; the paper has
 * 6,410. The main image is the first. Split 70/10/20 by product.
 * @throws DataError with everything that is wrong with the copy
 */
export async function loadAbo(folder: string, options: AboOptions = {}): Promise<Dataset> {
  const faults = new FaultLog(options);
  const dataset = await readAbo(folder, options, faults);
  faults.throwErrors();
  return dataset;
}

/** As `loadAbo`, with all that is not fatal noted instead of thrown. */
export async function readAbo(folder: string, options: AboOptions, faults: FaultLog): Promise<Dataset> {
  const captions = readCaptions(options.captions ?? captionsFile(folder));
  const listings = await readListings(listingFiles(folder), new Set(captions.keys()), faults);
  const paths = imagePaths(folder, faults);
  const products = listings.flatMap((listing) => countedImages(listing, paths, faults) ?? []);
  const images = new ImageFolder(folder, faults, options);
  const samples = new Map<string, Sample>();
  for (const { listing, files } of products) {
    const found = files.flatMap((file) => images.find(`images/small/${file}`, `product ${listing.id}`) ?? []);
    const texts = usableCaptions(captions.get(listing.id)!, `product ${listing.id}`, faults, options);
    if (texts.length === 0) faults.note('no-caption', `product ${listing.id}`, 'found no usable caption');
    const whole = found.length === files.length;
    if (whole && texts.length > 0) samples.set(listing.id, sampleOf(listing, found, texts));
  }
  // All products that count are split, so that a copy with a part of the images has the same ones in the same splits.
  const strata = products.map(({ listing }) => ({ id: listing.id, stratum: '' }));
  const { name = 'abo', licence = LICENCE, notice, seed = 1 } = options;
  // Nothing is kept of a copy that is refused.
  const splitOptions = faults.errors.length > 0 ? { seed, splitFile: false as const } : options;
  const ids = keptSplit('abo', strata, join(folder, `split-seed-${seed}.json`), splitOptions);
  const splits = emptySplits();
  for (const split of splitNames) splits[split] = ids[split].flatMap((id) => samples.get(id) ?? []);
  return { name, splits, licence, notice, skipped: faults.counts() };
}

const sampleOf = ({ id, type }: Listing, images: Sample['images'], captions: string[]): Sample => ({
  id,
  images,
  captions,
  meta: type === undefined ? {} : { subtype: type },
});

/** The listing files, in the order of their numbers or letters. */
export function listingFiles(folder: string): string[] {
  const place = join(folder, 'listings', 'metadata');
  const names = existsSync(place) ? readdirSync(place).filter((name) => /^listings_\w+\.json(\.gz)?$/.test(name)) : [];
  if (names.length === 0) throw dataError('missing-file', place, 'found no listings_*.json.gz');
  return names.sort().map((name) => join(place, name));
}

function captionsFile(folder: string): string {
  const places = ['captions.json', 'captions.csv'].map((name) => join(folder, name));
  const place = places.find((path) => existsSync(path));
  if (!place) throw dataError('missing-file', folder, 'found no captions.json or captions.csv, and none was given');
  return place;
}

/** Captions by product id. @throws DataError */
function readCaptions(path: string): Map<string, string[]> {
  try {
    return readReferences(path);
  } catch (cause) {
    throw dataError('malformed-file', path, (cause as Error).message.replace(`${path}: `, ''), { cause });
  }
}

/** Path below `images/small/` by image id. */
function imagePaths(folder: string, faults: FaultLog): Map<string, string> {
  const place = join(folder, 'images', 'metadata', 'images.csv');
  const table = readTable(existsSync(place) ? place : `${place}.gz`, ['image_id', 'path']);
  const paths = new Map<string, string>();
  for (const { image_id: id, path, where } of table) {
    if (paths.has(id)) faults.note('duplicate-id', where, `found the image id ${id} again`);
    else paths.set(id, path);
  }
  return paths;
}

/** The files of a product's listed images; undefined, noted, if the product has too few or too many. */
function countedImages(listing: Listing, paths: ReadonlyMap<string, string>, faults: FaultLog) {
  const files = listing.images.flatMap((image) => {
    const path = paths.get(image);
    if (path === undefined)
      faults.note('unlisted-image', listing.where, `found the image id ${image} of ${listing.id}`);
    return path ?? [];
  });
  if (files.length >= FEWEST_IMAGES && files.length <= MOST_IMAGES) return { listing, files };
  const found = `found ${files.length} images of ${listing.id}, expected ${FEWEST_IMAGES} to ${MOST_IMAGES}`;
  faults.note('image-count', listing.where, found);
  return undefined;
}
