import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { usableCaptions } from '../captions';
import { dataError, FaultLog } from '../faults';
import { ImageFolder } from '../imageFolder';
import { brief, idText, isObject, type JsonObject, objectsIn } from '../json';
import { type Dataset, emptySplits, type Sample, type SampleImage, type SplitName } from '../sample';
import { readJson } from '../table';
import type { LoadOptions } from './options';

export const KARPATHY_FILE = 'dataset_coco.json';
const LICENCE = 'Captions CC BY 4.0 (COCO Consortium); images under the terms of their Flickr authors';

export interface CocoOptions extends LoadOptions {
  /** Where `train2014/` and the like are, or the images themselves, if not in the data set's folder. */
  images?: string;
}

export interface KarpathyOptions extends CocoOptions {
  /** Whether the rest of the validation images trains too, as everyone does who compares captions (default true). */
  restval?: boolean;
}

/**
 * COCO captions in Karpathy's split: `dataset_coco.json` beside `train2014/` and `val2014/`; any data in that form.
 * Whole, with restval: 113,287 images to train, 5,000 each to validate and to test; about 567,000 pairs to train.
 * @throws DataError with everything that is wrong with the copy
 */
export async function loadKarpathy(folder: string, options: KarpathyOptions = {}): Promise<Dataset> {
  const faults = new FaultLog(options);
  const dataset = readKarpathy(folder, options, faults);
  faults.throwErrors();
  return dataset;
}

/** As `loadKarpathy`, with all that is not fatal noted instead of thrown. */
export function readKarpathy(folder: string, options: KarpathyOptions, faults: FaultLog): Dataset {
  const path = join(folder, KARPATHY_FILE);
  const file = readJson(path);
  const images = new ImageFolder(options.images ?? folder, faults, options);
  const splits = emptySplits();
  const seen = new Set<string>();
  for (const [index, entry] of objectsIn(file, 'images', path).entries()) {
    const where = `${path}, images[${index}]`;
    const split = splitOf(entry, where, options, faults);
    const sample = split && karpathySample(entry, where, images, options, faults);
    if (!split || !sample) continue;
    if (seen.has(sample.id)) faults.note('duplicate-id', where, `found the id ${sample.id} again`);
    else splits[split].push(sample);
    seen.add(sample.id);
  }
  const { name = nameIn(file), licence = LICENCE, notice } = options;
  return { name, splits, licence, notice, skipped: faults.counts() };
}

const nameIn = (file: unknown) => (isObject(file) && typeof file.dataset === 'string' ? file.dataset : 'coco');

function splitOf(
  { split }: JsonObject,
  where: string,
  options: KarpathyOptions,
  faults: FaultLog,
): SplitName | undefined {
  if (split === 'train' || split === 'val' || split === 'test') return split;
  if (split !== 'restval') {
    faults.note('malformed-file', where, `found the split ${brief(split)}, expected train, restval, val or test`);
    return undefined;
  }
  if (options.restval ?? true) return 'train';
  faults.note('restval', where, 'found an image of the rest of the validation set');
  return undefined;
}

function karpathySample(
  entry: JsonObject,
  where: string,
  images: ImageFolder,
  options: LoadOptions,
  faults: FaultLog,
): Sample | undefined {
  const { filepath, filename, sentences } = entry;
  const id = idText(entry.cocoid) ?? idText(entry.imgid);
  if (id === undefined || typeof filename !== 'string' || !Array.isArray(sentences)) {
    faults.note('malformed-file', where, 'found no cocoid (or imgid), filename and sentences, expected all three');
    return undefined;
  }
  const name = typeof filepath === 'string' && filepath !== '' ? `${filepath}/${filename}` : filename;
  const texts = sentences.map((sentence) => (isObject(sentence) ? sentence.raw : sentence));
  return makeSample(id, where, images.find(name, where), texts, options, faults);
}

/** A sample of one image; undefined, noted, if it has no image or no caption. */
function makeSample(
  id: string,
  where: string,
  image: SampleImage | undefined,
  texts: readonly unknown[],
  options: LoadOptions,
  faults: FaultLog,
): Sample | undefined {
  if (!image) return undefined;
  const captions = usableCaptions(texts, where, faults, options);
  if (captions.length > 0) return { id, images: [image], captions, meta: {} };
  faults.note('no-caption', where, `found no caption of the image ${id}`);
  return undefined;
}

/** `captions_train2014.json`: annotations as published, and the split that they are of. */
const CAPTIONS_FILE = /^captions_((train|val|test)\w*)\.json$/;

/** The annotation files of a folder, below it or in its `annotations/`. */
export function captionFiles(folder: string): string[] {
  const places = [folder, join(folder, 'annotations')].filter((place) => existsSync(place));
  return places.flatMap((place) =>
    readdirSync(place)
      .filter((name) => CAPTIONS_FILE.test(name))
      .sort()
      .map((name) => join(place, name)),
  );
}

/**
 * COCO captions as published: `captions_train2014.json`, `captions_val2014.json`, ... in the folder or its
 * `annotations/`; the images of `captions_X.json` are in `X/`, else in `images/`, else in the folder itself. The file's
 * name says the split.
 * @throws DataError with everything that is wrong with the copy
 */
export async function loadCocoCaptions(folder: string, options: CocoOptions = {}): Promise<Dataset> {
  const faults = new FaultLog(options);
  const dataset = readCocoCaptions(folder, options, faults);
  faults.throwErrors();
  return dataset;
}

/** As `loadCocoCaptions`, with all that is not fatal noted instead of thrown. */
export function readCocoCaptions(folder: string, options: CocoOptions, faults: FaultLog): Dataset {
  const files = captionFiles(folder);
  if (files.length === 0) throw dataError('missing-file', folder, 'found no captions_*.json');
  const images = new ImageFolder(options.images ?? folder, faults, options);
  const splits = emptySplits();
  const seen = new Set<string>();
  for (const path of files) {
    const [, set, split] = CAPTIONS_FILE.exec(basename(path)) as unknown as [string, string, SplitName];
    const imageFolder = [set, 'images'].find((name) => existsSync(join(images.root, name))) ?? '';
    splits[split].push(...annotatedSamples(path, imageFolder, images, seen, options, faults));
  }
  const { name = 'coco', licence = LICENCE, notice } = options;
  return { name, splits, licence, notice, skipped: faults.counts() };
}

function annotatedSamples(
  path: string,
  imageFolder: string,
  images: ImageFolder,
  seen: Set<string>,
  options: LoadOptions,
  faults: FaultLog,
): Sample[] {
  const file = readJson(path);
  const texts = new Map<string, unknown[]>();
  for (const [index, image] of objectsIn(file, 'images', path).entries()) {
    const id = idText(image.id);
    const where = `${path}, images[${index}]`;
    if (id === undefined || typeof image.file_name !== 'string') {
      faults.note('malformed-file', where, 'found no id and file_name, expected both');
    } else if (seen.has(id)) faults.note('duplicate-id', where, `found the id ${id} again`);
    else texts.set(id, []);
    if (id !== undefined) seen.add(id);
  }
  for (const [index, { image_id, caption }] of objectsIn(file, 'annotations', path).entries()) {
    const list = texts.get(idText(image_id) ?? '');
    if (list) list.push(caption);
    else
      faults.note(
        'orphan-caption',
        `${path}, annotations[${index}]`,
        `found a caption of the image ${brief(image_id)}`,
      );
  }
  return objectsIn(file, 'images', path).flatMap((entry, index) => {
    const id = idText(entry.id) ?? '';
    const list = texts.get(id);
    if (!list) return [];
    texts.delete(id); // of images with the same id the first counts
    const where = `${path}, images[${index}]`;
    const name = imageFolder === '' ? `${entry.file_name}` : `${imageFolder}/${entry.file_name}`;
    const image = images.find(name, where);
    return makeSample(id, where, image, list, options, faults) ?? [];
  });
}
