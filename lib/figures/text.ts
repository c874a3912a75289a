import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Font } from 'opentype.js';
import { requireOptional } from './optional';

/** The files of the fonts that figures use. */
export function fontFiles(): { regular: string; bold: string } {
  requireOptional('dejavu-fonts-ttf/package.json');
  const folder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  return { regular: join(folder, 'DejaVuSans.ttf'), bold: join(folder, 'DejaVuSans-Bold.ttf') };
}

const loaded = new Map<string, Font>();

function font(bold: boolean): Font {
  const path = bold ? fontFiles().bold : fontFiles().regular;
  let font = loaded.get(path);
  if (!font) {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    font = requireOptional<typeof import('opentype.js')>('opentype.js').parse(
      buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    );
    loaded.set(path, font);
  }
  return font;
}

/** A text's width and its height above and below the baseline, in pixels. */
export interface TextSize {
  width: number;
  ascent: number;
  descent: number;
}

/** Measure one line of text in DejaVu Sans at `size` pixels. */
export function measureText(text: string, size: number, bold = false): TextSize {
  const face = font(bold);
  const scale = size / face.unitsPerEm;
  return {
    width: face.getAdvanceWidth(text, size),
    ascent: face.ascender * scale,
    descent: -face.descender * scale,
  };
}
