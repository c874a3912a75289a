import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, packageFolder } from '../../../engine/install';
import { withLock } from '../../../engine/install/lock';
import { encodeJpeg } from '../jpeg';
import { writeTerms } from '../terms';
import type { SlidePlan } from './plan';
import { writeReport } from './report';
import { cutPatch, paintSlide } from './slide';
import { SlideMap } from './slideMap';
import { PATCH_SIZE } from './tissue';

/** Must stand beside everything that is shown of these slides. */
export const GASTRIC_NOTICE = 'Synthetic slides, painted by a program. Not for diagnosis.';

/** Patches that are encoded at the same time. */
const BATCH = 64;

/** Who is told how the painting of slides goes on. */
export interface WriteSlidesOptions {
  /** Called with how many patches are done of how many. @throws what it throws ends the making */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Paint slides and write them as PatchGastricADC22 is published: `captions.csv` (id, subtype, text) and
 * `patches_captions/<id>_<number>.jpg`; beside them `positions.csv`, which places each patch on its slide's grid.
 * The folder appears when it is complete.
 * @throws if the folder is there already
 */
export async function writeSlides(
  folder: string,
  plans: readonly SlidePlan[],
  { onProgress }: WriteSlidesOptions = {},
): Promise<void> {
  if (existsSync(folder)) throw new Error(`${folder}: found a folder, expected none to write slides to.`);
  const staging = `${folder}.partial-${process.pid}`;
  const total = plans.reduce((sum, { patches }) => sum + patches, 0);
  let done = 0;
  try {
    mkdirSync(join(staging, 'patches_captions'), { recursive: true });
    const positions: string[] = [];
    for (const plan of plans) {
      const slide = paintSlide(plan);
      const { cells } = slide.map;
      for (let start = 0; start < cells.length; start += BATCH) {
        const batch = cells.slice(start, start + BATCH);
        const files = await Promise.all(batch.map((cell) => encodeJpeg(cutPatch(slide, cell), PATCH_SIZE)));
        for (const [k, { row, column }] of batch.entries()) {
          const name = `${plan.id}_${String(start + k).padStart(4, '0')}.jpg`;
          writeFileSync(join(staging, 'patches_captions', name), files[k]!);
          positions.push(`${name},${row},${column}\n`);
        }
        done += batch.length;
        onProgress?.(done, total);
      }
    }
    writeFileSync(join(staging, 'positions.csv'), `file,row,column\n${positions.join('')}`);
    writeFileSync(join(staging, 'captions.csv'), captionsTable(plans));
    writeTerms(staging, 'mini-gastric', GASTRIC_NOTICE);
    renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** `captions.csv` of slides: it follows from their plans, without painting them. */
export function captionsTable(plans: readonly SlidePlan[]): string {
  const rows = plans.map((plan) => {
    const { subtype, text } = writeReport(plan, new SlideMap(plan));
    return `${plan.id},${quoted(subtype)},${quoted(text)}\n`;
  });
  return `id,subtype,text\n${rows.join('')}`;
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The committed plans of MiniGastric's slides. */
export function miniGastricPlans(): SlidePlan[] {
  return JSON.parse(readFileSync(join(packageFolder(), 'data', 'mini', 'gastric', 'slides.json'), 'utf8'));
}

/**
 * The folder of MiniGastric's slides: 200 slides with 52,079 patches, in the published layout. Painted at first use,
 * which takes a minute or two and 210 MB; a second process waits for the first.
 * @param cache where the folder is, or will be (default: the user's cache)
 */
export async function miniGastricFolder(
  cache: string = join(cacheFolder(), 'mini'),
  options: WriteSlidesOptions = {},
): Promise<string> {
  const name = 'gastric-2';
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    // What a killed process left.
    for (const left of readdirSync(cache).filter((file) => file.startsWith(`${name}.partial-`))) {
      rmSync(join(cache, left), { recursive: true, force: true });
    }
    await writeSlides(folder, miniGastricPlans(), options);
  });
  return folder;
}
