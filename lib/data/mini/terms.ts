import { join } from 'node:path';
import { ABOUT_FILE, type About } from '../layouts/about';
import { writeWhole } from '../writeWhole';

const LICENCE = 'CC0 1.0 (synthetic; made by this project)';

/** What must stand beside every figure of drawn scenes and products. */
export const DRAWN_NOTICE = 'Synthetic pictures, drawn by a program.';

/** Writes beside data in a publisher's layout that they are not the publisher's. */
export function writeTerms(folder: string, name: string, notice: string): void {
  const about: Required<About> = { name, licence: LICENCE, notice };
  writeWhole(join(folder, ABOUT_FILE), `${JSON.stringify(about, null, 2)}\n`);
}
