import { hash } from '../noise';
import type { Canvas } from './canvas';
import type { Stain } from './plan';

/** Steps of the table of exp(-density), and the largest density in it. */
const steps = 2048;
const densest = 4;
const transmission = Float32Array.from({ length: steps + 1 }, (_, i) => Math.exp((-densest * i) / steps));

/**
 * What a scanner sees of a stained slide: light that is absorbed by each stain as Beer and Lambert have it, some noise,
 * and the blur of its lens.
 * @returns [height * width * 3] sRGB
 */
export function scan({ width, height, haematoxylin, eosin }: Canvas, stain: Stain, seed: number): Uint8Array {
  const light = new Uint8Array(3 * width * height);
  const strengths = [0, 1, 2].map((k) => [
    stain.haematoxylin[k]! * stain.strength[0],
    stain.eosin[k]! * stain.strength[1],
  ]) as [number, number][];
  for (let i = 0; i < haematoxylin.length; i++) {
    const noise = 0.98 + 0.04 * hash(i, 0, 0, seed);
    for (let k = 0; k < 3; k++) {
      const [h, e] = strengths[k]!;
      const density = 1.25 * noise * (haematoxylin[i]! * h + eosin[i]! * e);
      const through = transmission[Math.min(steps, Math.round((steps / densest) * density))]!;
      light[3 * i + k] = Math.round(stain.white[k]! * through * (1.01 - 0.01 * noise));
    }
  }
  return blur(light, width, height, 0.16 * stain.blur + 0.05);
}

/** A separable blur of three pixels. @param weight of each neighbour */
function blur(rgb: Uint8Array, width: number, height: number, weight: number): Uint8Array {
  const across = new Uint8Array(rgb.length);
  const row = 3 * width;
  for (let i = 0; i < rgb.length; i++) {
    const column = i % row;
    const before = column < 3 ? rgb[i]! : rgb[i - 3]!;
    const after = column >= row - 3 ? rgb[i]! : rgb[i + 3]!;
    across[i] = rgb[i]! * (1 - 2 * weight) + weight * (before + after) + 0.5;
  }
  const blurred = new Uint8Array(rgb.length);
  for (let i = 0; i < rgb.length; i++) {
    const before = i < row ? across[i]! : across[i - row]!;
    const after = i >= row * (height - 1) ? across[i]! : across[i + row]!;
    blurred[i] = across[i]! * (1 - 2 * weight) + weight * (before + after) + 0.5;
  }
  return blurred;
}
