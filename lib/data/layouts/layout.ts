import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataError, type FaultLog } from '../faults';
import type { Dataset } from '../sample';
import { type AboOptions, loadAbo, readAbo } from './abo';
import { readAbout } from './about';
import {
  type CocoOptions,
  captionFiles,
  KARPATHY_FILE,
  loadCocoCaptions,
  loadKarpathy,
  readCocoCaptions,
  readKarpathy,
} from './coco';
import { hasImageTable, type ImageTableOptions, loadImageTable, readImageTable } from './imageTable';
import { CAPTIONS_TABLE, loadPatchGastric, PATCHES_FOLDER, readPatchGastric } from './patchGastric';

/** Options of all layouts; each takes its own. */
export type AnyLayoutOptions = AboOptions & CocoOptions & ImageTableOptions;

interface Layout {
  title: string;
  /** What a folder of this layout has, for messages. */
  needs: string;
  recognise(folder: string): boolean;
  load(folder: string, options: AnyLayoutOptions): Promise<Dataset>;
  /** Reads it without keeping a split, noting what is wrong. */
  read(folder: string, options: AnyLayoutOptions, faults: FaultLog): Promise<Dataset>;
}

/** The published layouts, and a plain one for data of one's own; the first that fits counts. */
const layouts = {
  karpathy: {
    title: "COCO captions in Karpathy's split",
    needs: KARPATHY_FILE,
    recognise: (folder) => existsSync(join(folder, KARPATHY_FILE)),
    load: loadKarpathy,
    read: async (...inputs) => readKarpathy(...inputs),
  },
  'coco-captions': {
    title: 'COCO captions as published',
    needs: 'captions_*.json or annotations/captions_*.json',
    recognise: (folder) => captionFiles(folder).length > 0,
    load: loadCocoCaptions,
    read: async (...inputs) => readCocoCaptions(...inputs),
  },
  'patch-gastric': {
    title: 'PatchGastricADC22',
    needs: `${CAPTIONS_TABLE} and ${PATCHES_FOLDER}/`,
    recognise: (folder) => existsSync(join(folder, CAPTIONS_TABLE)) && existsSync(join(folder, PATCHES_FOLDER)),
    load: loadPatchGastric,
    read: async (...inputs) => readPatchGastric(...inputs),
  },
  abo: {
    title: 'Amazon Berkeley Objects',
    needs: 'listings/metadata/ and images/metadata/',
    recognise: (folder) => ['listings', 'images'].every((part) => existsSync(join(folder, part, 'metadata'))),
    load: loadAbo,
    read: readAbo,
  },
  'image-table': {
    title: 'Images with a table of captions',
    needs: 'captions.csv with the columns images and caption',
    recognise: hasImageTable,
    load: loadImageTable,
    read: async (...inputs) => readImageTable(...inputs),
  },
} satisfies Record<string, Layout>;

/** Name of a layout that can be read. */
export type LayoutName = keyof typeof layouts;

export const layoutOf = (name: LayoutName): Layout => layouts[name];

/** Which layout a folder has. @throws DataError that lists the layouts */
export function recogniseLayout(folder: string): LayoutName {
  const found = Object.entries(layouts).find(([, { recognise }]) => recognise(folder));
  if (found) return found[0] as LayoutName;
  const needs = Object.values(layouts).map(({ title, needs }) => `${needs} (${title})`);
  throw dataError('missing-file', folder, `found no data set, expected ${needs.join('; or ')}`);
}

/**
 * Loads a data set in whichever of the layouts it is; its name and terms are those of `about.json` in the folder,
 * where there is one, else the publisher's. @throws DataError
 */
export async function loadDataset(folder: string, options: AnyLayoutOptions = {}): Promise<Dataset> {
  return layouts[recogniseLayout(folder)].load(folder, { ...readAbout(folder), ...options });
}
