import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { augmentPatch, augmentPhotograph, type RgbPixels, randomCropBox } from '../../lib/data';
import { changeColours, crop, flipHorizontally, flipVertically, quarterTurn } from '../../lib/data/pixels';
import { Random } from '../../lib/nn';
import { resizeBicubic } from '../../lib/vision';

/** A picture whose red channel numbers its pixels. */
const numbered = (width: number, height: number): RgbPixels => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i % 3 ? 7 : i / 3)),
});
const reds = ({ width, height, data }: RgbPixels) =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[(y * width + x) * 3]));

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 6 }), height: fc.integer({ min: 1, max: 6 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data): RgbPixels => ({ width, height, data })),
  );

describe('pixels', () => {
  it('are cut, mirrored and turned', () => {
    const image = numbered(3, 2);
    expect(reds(image)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(reds(crop(image, { left: 1, top: 1, width: 2, height: 1 }))).toEqual([[4, 5]]);
    expect(reds(flipHorizontally(image))).toEqual([
      [2, 1, 0],
      [5, 4, 3],
    ]);
    expect(reds(flipVertically(image))).toEqual([
      [3, 4, 5],
      [0, 1, 2],
    ]);
    expect(reds(quarterTurn(image))).toEqual([
      [2, 5],
      [1, 4],
      [0, 3],
    ]);
  });

  it('come back after two mirrors or four turns', () => {
    fc.assert(
      fc.property(picture, (image) => {
        expect(flipHorizontally(flipHorizontally(image))).toEqual(image);
        expect(flipVertically(flipVertically(image))).toEqual(image);
        expect(quarterTurn(quarterTurn(image))).toEqual(flipVertically(flipHorizontally(image)));
      }),
    );
  });

  it('keep their colours without a change, and take them all off without saturation', () => {
    fc.assert(
      fc.property(picture, (image) => {
        const same = changeColours(image, { hue: 0, saturation: 1, brightness: 0 });
        const moved = image.data.map((value, i) => Math.abs(value - same.data[i]!));
        expect(Math.max(...moved)).toBeLessThanOrEqual(1);
        const grey = changeColours(image, { hue: 0.05, saturation: 0, brightness: 0 }).data;
        for (let i = 0; i < grey.length; i += 3) expect(new Set(grey.slice(i, i + 3)).size).toBe(1);
      }),
    );
  });

  it.each([
    [{ hue: 1 / 3, saturation: 1, brightness: 0 }, [0, 255, 0]],
    [{ hue: -1 / 3, saturation: 1, brightness: 0 }, [0, 0, 255]],
    [{ hue: 1 / 6, saturation: 1, brightness: 0 }, [255, 255, 0]],
    [{ hue: 0, saturation: 0.5, brightness: 0 }, [255, 127, 127]],
    [{ hue: 0, saturation: 1, brightness: 0.2 }, [255, 51, 51]],
    [{ hue: 0, saturation: 1, brightness: -0.2 }, [204, 0, 0]],
  ])('turn red by %o into %o', (change, expected) => {
    const { data } = changeColours({ width: 1, height: 1, data: Uint8Array.of(255, 0, 0) }, change);
    expect([...data]).toEqual(expected);
  });
});

describe('randomCropBox', () => {
  const size = fc.integer({ min: 1, max: 700 });

  it('lies within the picture, and within the bounds of area and ratio where these can be met', () => {
    fc.assert(
      fc.property(size, size, fc.integer(), (width, height, seed) => {
        const box = randomCropBox(width, height, {}, new Random(seed));
        expect(box.left >= 0 && box.top >= 0 && box.width > 0 && box.height > 0).toBe(true);
        expect(box.left + box.width <= width && box.top + box.height <= height).toBe(true);
      }),
    );
    const random = new Random(0);
    const boxes = Array.from({ length: 500 }, () => randomCropBox(400, 300, {}, random));
    const areas = boxes.map(({ width, height }) => (width * height) / 120_000);
    const ratios = boxes.map(({ width, height }) => width / height);
    expect(Math.min(...areas)).toBeGreaterThan(0.49);
    expect(Math.min(...areas)).toBeLessThan(0.52);
    expect(Math.max(...areas)).toBeGreaterThan(0.9);
    expect(Math.min(...ratios)).toBeGreaterThan(0.74);
    expect(Math.max(...ratios)).toBeLessThan(1.35);
  });

  it('takes the middle of a picture that no ratio fits', () => {
    expect(randomCropBox(1000, 10, {}, new Random(1))).toEqual({ left: 493, top: 0, width: 13, height: 10 });
    expect(randomCropBox(9, 900, {}, new Random(1))).toEqual({ left: 0, top: 444, width: 9, height: 12 });
  });
});

describe('augmentation', () => {
  /** Nearest neighbour, so that pixels stay what they are. */
  const resize = (image: RgbPixels, width: number, height: number): RgbPixels => {
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [sx, sy] = [Math.floor((x * image.width) / width), Math.floor((y * image.height) / height)];
        data.set(
          image.data.subarray((sy * image.width + sx) * 3, (sy * image.width + sx) * 3 + 3),
          (y * width + x) * 3,
        );
      }
    }
    return { width, height, data };
  };

  it('of photographs depends on the seed, mirrors about half of them, and changes no colour', () => {
    const image = numbered(16, 12);
    const augment = (seed: number) => augmentPhotograph(image, 8, resize, new Random(seed));
    expect(augment(1)).toEqual(augment(1));
    const results = Array.from({ length: 200 }, (_, seed) => augment(seed));
    const mirrored = results.filter(({ data }) => data[0]! > data[7 * 3]!).length;
    expect(mirrored).toBeGreaterThan(70);
    expect(mirrored).toBeLessThan(130);
    expect(results.every(({ width, height, data }) => width === 8 && height === 8 && data[1] === 7)).toBe(true);
  });

  it("of photographs resizes as Pillow does with vision's function", () => {
    const grey: RgbPixels = { width: 30, height: 20, data: new Uint8Array(1800).fill(120) };
    const { width, height, data } = augmentPhotograph(grey, 14, resizeBicubic, new Random(2));
    expect([width, height, ...new Set(data)]).toEqual([14, 14, 120]);
  });

  it('of patches depends on the seed, turns and mirrors, and takes colour out as published', () => {
    const image = numbered(5, 4);
    expect(augmentPatch(image, new Random(1))).toEqual(augmentPatch(image, new Random(1)));
    const still = { hue: 0, saturation: [1, 1], brightness: 0 } as const;
    const results = Array.from({ length: 400 }, (_, seed) => augmentPatch(image, new Random(seed), still));
    const shapes = new Set(results.map(({ data }) => String(data)));
    const upright = results.filter(({ width }) => width === 5).length;
    expect(upright).toBeGreaterThan(160);
    expect(upright).toBeLessThan(240);
    expect(shapes.size).toBe(8); // all symmetries of a square, sixteen ways to reach them
    const purple: RgbPixels = { width: 1, height: 1, data: Uint8Array.of(150, 60, 160) };
    for (let seed = 0; seed < 50; seed++) {
      const [r, g, b] = augmentPatch(purple, new Random(seed)).data as unknown as [number, number, number];
      expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(0.2 * 255 + 2);
    }
  });
});
