import { join } from 'node:path';
import { packageFolder } from '../../engine/install';
import {
  type KarpathyOptions,
  type LoadOptions,
  loadAbo,
  loadKarpathy,
  loadPatchGastric,
  type PatchGastricOptions,
} from '../layouts';
import { readAbout } from '../layouts/about';
import type { Dataset } from '../sample';
import { miniGastricFolder, type WriteSlidesOptions } from './gastric';

const folderOf = (name: string) => join(packageFolder(), 'data', 'mini', name);

/** MiniCOCO: 2,500 synthetic scenes with five captions each. `data/mini/coco/README.md` says what it can show. */
export function loadMiniCoco(options: KarpathyOptions = {}): Promise<Dataset> {
  return loadKarpathy(folderOf('coco'), { ...readAbout(folderOf('coco')), ...options });
}

/**
 * MiniABO: 500 synthetic products with 2 to 21 pictures and 1 to 5 captions each, split by model: no shape of validation
 * or testing is in training. `data/mini/abo/README.md` says what it can show.
 */
export function loadMiniAbo(options: LoadOptions = {}): Promise<Dataset> {
  return loadAbo(folderOf('abo'), { ...readAbout(folderOf('abo')), ...options });
}

export interface MiniGastricOptions extends PatchGastricOptions, WriteSlidesOptions {
  /** Where the slides are, or will be painted (default: the user's cache). */
  cache?: string;
}

/**
 * MiniGastric: 200 synthetic slides with 52,079 patches and a report each; not for diagnosis. The slides are painted at
 * first use, which takes a minute or two. `data/mini/gastric/README.md` says what it can show.
 */
export async function loadMiniGastric({ cache, onProgress, ...options }: MiniGastricOptions = {}): Promise<Dataset> {
  const folder = await miniGastricFolder(cache, { onProgress });
  return loadPatchGastric(folder, { ...readAbout(folder), ...options });
}
