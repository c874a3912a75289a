import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cmuSlideFile, cutTile, digitBags, loadDigits, readSlide, tissueTiles } from '../../../lib/data/mini/real';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-real-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('digits', () => {
  it('are 1,797 of ten kinds', () => {
    const digits = loadDigits();
    expect(digits.length).toBe(1797);
    expect(new Set(digits.map(({ label }) => label)).size).toBe(10);
    expect(Math.max(...digits.flatMap(({ pixels }) => pixels))).toBe(16);
  });

  it('come in bags that are positive just where the target is in them', () => {
    const bags = digitBags({ count: 200, seed: 1 });
    expect(bags.filter(({ label }) => label === 1).length).toBe(100);
    for (const { label, digits } of bags) expect(digits.includes(9)).toBe(label === 1);
    const mean = bags.reduce((sum, { instances }) => sum + instances.length, 0) / bags.length;
    expect(Math.abs(mean - 10)).toBeLessThan(0.6);
  });

  it('are drawn alike for the same seed, and apart for other ranges', () => {
    expect(digitBags({ count: 5, seed: 2 })).toEqual(digitBags({ count: 5, seed: 2 }));
    const drawn = (range: [number, number]) =>
      new Set(digitBags({ count: 50, seed: 3, range }).flatMap(({ instances }) => instances.map(String)));
    const [first, second] = [drawn([0, 1000]), drawn([1000, 1797])];
    expect([...first].filter((instance) => second.has(instance)).length).toBeLessThan(3); // equal drawings exist
  });

  it('refuse a range without the target', () => {
    expect(() => digitBags({ count: 1, seed: 1, range: [0, 1] })).toThrow('found 0 and 1');
  });
});

/** Left half tissue, right half glass. */
async function halfSlide(): Promise<string> {
  const [width, height] = [100, 60];
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    return x < 50 ? [190, 90, 150][i % 3]! : 240;
  });
  const file = join(folder, 'half.tif');
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .tiff({ tile: true, tileWidth: 32, tileHeight: 32 })
    .toFile(file);
  return file;
}

describe('a real slide', () => {
  it('is read, and tiled where tissue is', async () => {
    const slide = await readSlide(await halfSlide());
    expect([slide.width, slide.height]).toEqual([100, 60]);
    const tiles = tissueTiles(slide, { size: 20 });
    expect(tiles.map(({ x, y }) => [x, y])).toEqual([0, 20, 40].flatMap((y) => [0, 20, 40].map((x) => [x, y])));
    expect(tiles[2]!.tissue).toBeCloseTo(0.5, 1);
    expect(Math.max(...cutTile(slide, tiles[0]!, 20))).toBeLessThan(215);
  });

  it('gives no more tiles than asked for: those with most tissue, in order', async () => {
    const slide = await readSlide(await halfSlide());
    const tiles = tissueTiles(slide, { size: 20, stride: 10, most: 8 });
    expect(tiles.length).toBe(8);
    expect(tiles.every(({ tissue }) => tissue === 1)).toBe(true);
    expect(tiles).toEqual([...tiles].sort((a, b) => a.y - b.y || a.x - b.x));
  });

  it('is not smaller than a tile', async () => {
    const slide = await readSlide(await halfSlide());
    expect(() => tissueTiles(slide, { size: 80 })).toThrow('Tiles of 80 pixels do not fit in a slide of 100 x 60.');
  });

  it('is taken from the cache when it is there, and leaves nothing behind when it cannot be fetched', async () => {
    const cache = mkdtempSync(join(folder, 'cache-'));
    const path = process.env.PATH;
    process.env.PATH = '';
    try {
      await expect(cmuSlideFile(cache)).rejects.toThrow('could not be fetched');
    } finally {
      process.env.PATH = path;
    }
    expect(readdirSync(cache)).toEqual([]);
    writeFileSync(join(cache, 'CMU-1-Small-Region.svs'), 'a slide');
    expect(existsSync(await cmuSlideFile(cache))).toBe(true);
  });
});
