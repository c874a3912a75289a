import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import { type ColourName, colourNames } from '../../../lib/data/mini/models';

export const mini = join(__dirname, '..', '..', '..', 'data', 'mini');

/** The colours that a text names. */
export function coloursIn(text: string): ColourName[] {
  let rest = text.toLowerCase().replace(/cream jar/g, 'jar');
  return colourNames.filter((name) => {
    const found = new RegExp(`\\b${name}\\b`).test(rest);
    rest = rest.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), '');
    return found;
  });
}

/**
 * Expect a file that was made now to be the committed one: byte by byte with the same encoder on the same kind of
 * processor, else as a picture.
 * `data/mini/encoder.json` says what wrote the committed files.
 */
export async function expectSameFile(made: Buffer, path: string): Promise<void> {
  const committed = readFileSync(path);
  const encoder = JSON.parse(readFileSync(join(mini, 'encoder.json'), 'utf8'));
  const { sharp: version, vips, mozjpeg } = sharp.versions as Record<string, string>;
  const same = { sharp: version, vips, mozjpeg, arch: process.arch };
  if (JSON.stringify(same) === JSON.stringify(encoder)) {
    expect(made.equals(committed), path).toBe(true);
    return;
  }
  const [a, b] = await Promise.all([made, committed].map((file) => sharp(file).raw().toBuffer()));
  const apart = a!.reduce((sum, value, i) => sum + Math.abs(value - b![i]!), 0) / a!.length;
  expect(apart, path).toBeLessThan(2);
}
