import type { Random } from '../nn';
import { type Box, changeColours, crop, flipHorizontally, flipVertically, quarterTurn, type RgbPixels } from './pixels';

/** From what ranges a crop is drawn. */
export interface CropOptions {
  /** Share of the picture's area (default 0.5 to 1, as BLIP-2's captioning). */
  scale?: readonly [number, number];
  /** Width over height, drawn on a logarithmic scale (default 3/4 to 4/3). */
  ratio?: readonly [number, number];
}

/**
 * The box of torchvision's RandomResizedCrop: ten attempts at an area and a ratio, else the largest centred box with a
 * ratio within bounds.
 */
export function randomCropBox(width: number, height: number, options: CropOptions, random: Random): Box {
  const { scale = [0.5, 1], ratio = [3 / 4, 4 / 3] } = options;
  const between = (from: number, to: number) => from + (to - from) * random.uniform();
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = width * height * between(...scale);
    const aspect = Math.exp(between(Math.log(ratio[0]), Math.log(ratio[1])));
    const [w, h] = [Math.round(Math.sqrt(area * aspect)), Math.round(Math.sqrt(area / aspect))];
    if (w > 0 && w <= width && h > 0 && h <= height) {
      return { top: random.integer(height - h + 1), left: random.integer(width - w + 1), width: w, height: h };
    }
  }
  const aspect = Math.min(Math.max(width / height, ratio[0]), ratio[1]);
  const w = Math.min(width, Math.round(height * aspect));
  const h = Math.min(height, Math.round(width / aspect));
  return { top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2), width: w, height: h };
}

/** Resizes to width x height, bicubic with antialiasing as Pillow does it. */
export type Resize = (image: RgbPixels, width: number, height: number) => RgbPixels;

/**
 * What BLIP-2 trains captions with (LAVIS's `blip2_image_train`): a random resized crop of half the area or more, then
 * mirrored every other time.
 * @param size edge of the square result
 */
export function augmentPhotograph(
  image: RgbPixels,
  size: number,
  resize: Resize,
  random: Random,
  options: CropOptions = {},
): RgbPixels {
  const box = randomCropBox(image.width, image.height, options, random);
  const resized = resize(crop(image, box), size, size);
  return random.uniform() < 0.5 ? flipHorizontally(resized) : resized;
}

/** How far the colours of a stain are changed. */
export interface StainOptions {
  /** Largest turn of the hue, as a share of the circle (default 0.1). */
  hue?: number;
  /** Factor of the saturation (default 0 to 0.2, as published: nearly grey pictures). */
  saturation?: readonly [number, number];
  /** Largest change of the brightness, of 1 (default 0.2). */
  brightness?: number;
}

/**
 * What the authors of PatchGastricADC22 do to patches (`augment` in their `train.py`): random hue, saturation and
 * brightness, both mirrors and a quarter turn. Their saturation factor of at most 0.2 takes nearly all colour out of
 * the stain; `saturation: [0.8, 1.2]` keeps it.
 */
export function augmentPatch(image: RgbPixels, random: Random, options: StainOptions = {}): RgbPixels {
  const { hue = 0.1, saturation: [from, to] = [0, 0.2], brightness = 0.2 } = options;
  const change = {
    hue: hue * (2 * random.uniform() - 1),
    saturation: from + (to - from) * random.uniform(),
    brightness: brightness * (2 * random.uniform() - 1),
  };
  let changed = changeColours(image, change);
  if (random.uniform() < 0.5) changed = flipVertically(changed);
  if (random.uniform() < 0.5) changed = flipHorizontally(changed);
  for (let turns = random.integer(4); turns > 0; turns--) changed = quarterTurn(changed);
  return changed;
}
