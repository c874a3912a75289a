import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random, type RgbImage, resizeBicubic } from '../../lib';
import { bytesOf, decodingCases, type Size } from './images';

const { expected, rgb } = decodingCases();

function noise(width: number, height: number): RgbImage {
  const random = new Random(width + height);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => random.integer(256)) };
}

describe('resizeBicubic', () => {
  const sizes = Object.keys(expected).filter((name) => name.startsWith('resize.'));

  it.each(sizes)('gives each 8-bit number of Pillow: %s', async (name) => {
    const [width, height] = name.split('.').slice(1).map(Number) as [number, number];
    const resized = resizeBicubic(await rgb(), width, height);
    expect([resized.width, resized.height]).toEqual([width, height]);
    expect(resized.data).toEqual(bytesOf(expected[name]!));
  });

  it.each([
    ['12', 29, 5, 'rows first'],
    ['13', 28, 3, 'columns first'],
    ['12', 28, 3, 'rows first'],
    ['13', 11, 6, 'rows first'],
  ] as const)('as Pillow %s makes %i x %i of 29 x 18 with %s', (version, width, height, order) => {
    const image = noise(29, 18);
    const between: Size = order === 'rows first' ? [width, 18] : [29, height];
    const inTwo = resizeBicubic(resizeBicubic(image, ...between), width, height);
    expect(resizeBicubic(image, width, height, version).data).toEqual(inTwo.data);
  });

  it('keeps one colour, and a picture of the same size', () => {
    const grey: RgbImage = { width: 5, height: 4, data: new Uint8Array(60).fill(77) };
    expect(resizeBicubic(grey, 9, 2).data).toEqual(new Uint8Array(54).fill(77));
    const image = noise(5, 4);
    expect(resizeBicubic(image, 5, 4).data).toEqual(image.data);
  });

  it('resizes a large picture and then a small one', async () => {
    const wide: RgbImage = { width: 9000, height: 2600, data: new Uint8Array(3 * 9000 * 2600).fill(9) };
    expect(resizeBicubic(wide, 3, 2).data).toEqual(new Uint8Array(18).fill(9));
    expect(resizeBicubic(await rgb(), 11, 6).data).toEqual(bytesOf(expected['resize.11.6']!));
  });

  it('runs the code of resample.wat', async () => {
    const { assemble } = (await import('../../tools/assemble.mjs' as string)) as { assemble(): Promise<string> };
    expect(readFileSync(join(__dirname, '../../lib/vision/resampleCode.ts'), 'utf8')).toBe(await assemble());
  });

  it('refuses an empty picture, data of another length and an unknown version', () => {
    const empty = { width: 0, height: 3, data: new Uint8Array(0) };
    expect(() => resizeBicubic(empty, 2, 2)).toThrow('found the size 0 x 3, expected at least 1 x 1');
    expect(() => resizeBicubic({ ...noise(2, 2), width: 3 }, 2, 2)).toThrow(
      'found 12 bytes, expected 18 for 3 x 2 RGB',
    );
    // @ts-expect-error: no such version
    expect(() => resizeBicubic(noise(2, 2), 1, 1, '11')).toThrow('Option version: found "11", expected one of 12, 13');
  });
});
