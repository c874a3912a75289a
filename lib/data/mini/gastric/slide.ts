import { Random } from '../../../nn';
import { Canvas } from './canvas';
import type { SlidePlan } from './plan';
import { type Cell, SlideMap } from './slideMap';
import { scan } from './stain';
import { PATCH_SIZE, paintTissue } from './tissue';

/** A painted slide. */
export interface Slide {
  width: number;
  height: number;
  /** [height * width * 3] sRGB */
  rgb: Uint8Array;
  map: SlideMap;
}

/** Paints a slide as planned: its patches with their places, and what truly lies on them. */
export function paintSlide(plan: SlidePlan): Slide {
  const map = new SlideMap(plan);
  const random = new Random(plan.seed).child('cells');
  const canvas = new Canvas(map.columns * PATCH_SIZE, map.rows * PATCH_SIZE, random);
  paintTissue(canvas, map, plan, random);
  const { width, height } = canvas;
  return { width, height, rgb: scan(canvas, plan.stain, plan.seed), map };
}

/** Cut a patch out of a slide. @returns [PATCH_SIZE * PATCH_SIZE * 3] sRGB */
export function cutPatch({ rgb, width }: Slide, { row, column }: Cell): Uint8Array {
  const patch = new Uint8Array(3 * PATCH_SIZE * PATCH_SIZE);
  for (let y = 0; y < PATCH_SIZE; y++) {
    const start = 3 * ((row * PATCH_SIZE + y) * width + column * PATCH_SIZE);
    patch.set(rgb.subarray(start, start + 3 * PATCH_SIZE), 3 * y * PATCH_SIZE);
  }
  return patch;
}
