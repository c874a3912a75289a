import { hash, noise2, noise3 } from '../noise';
import type { Vector } from './vector';

/** What a surface is made of: decides how it reflects light and which pattern its colour has. */
export interface Material {
  /** Strength and sharpness of the highlight. */
  shine: number;
  gloss: number;
  /** Share of the light that comes from mirrored surroundings. */
  mirror: number;
  /** 1 for solid; what is less lets that share of the picture behind through. */
  opacity: number;
  /** Factor of the colour at a point of the object; `grain` is 1 for an object of a metre, 0.1 for one of 10 cm. */
  pattern(x: number, y: number, z: number, grain: number, seed: number): number;
}

const plain = () => 1;

function woodGrain(x: number, y: number, z: number, grain: number, seed: number): number {
  const [u, v, w] = [x / grain, y / grain, z / grain];
  const warp = 5 * noise3(u / 45, v / 20, w / 20, seed);
  const rings = noise2((v + 0.8 * w) / 1.7 + warp, u / 60, seed + 1);
  const fine = noise2((v - 0.6 * w) / 0.5 + warp, u / 18, seed + 2);
  return 0.72 + 0.4 * rings + 0.16 * fine;
}

const weave = (x: number, y: number, z: number, grain: number, seed: number) =>
  0.9 + 0.2 * noise3(x / (0.9 * grain), y / (0.9 * grain), z / (0.9 * grain), seed);

const mottled = (x: number, y: number, z: number, grain: number, seed: number) =>
  0.86 + 0.28 * noise3(x / (6 * grain), y / (6 * grain), z / (6 * grain), seed);

function rough(x: number, y: number, z: number, grain: number, seed: number): number {
  const coarse = noise3(x / (7 * grain), y / (7 * grain), z / (7 * grain), seed);
  return 0.7 + 0.35 * coarse + 0.25 * noise3(x / (1.5 * grain), y / (1.5 * grain), z / (1.5 * grain), seed + 1);
}

function material(shine: number, gloss: number, mirror: number, pattern: Material['pattern'] = plain, opacity = 1) {
  return { shine, gloss, mirror, pattern, opacity };
}

/** The materials that a part may have. */
export const materials = {
  wood: material(0.08, 18, 0.02, woodGrain),
  paint: material(0.12, 24, 0.03),
  fabric: material(0, 1, 0, weave),
  leather: material(0.22, 16, 0.03, mottled),
  metal: material(0.5, 40, 0.65),
  plastic: material(0.25, 36, 0.05),
  ceramic: material(0.5, 90, 0.1),
  glass: material(0.9, 120, 0.25, plain, 0.5),
  screen: material(0.6, 100, 0.16),
  stone: material(0, 1, 0, rough),
  leaf: material(0.06, 12, 0, rough),
  rubber: material(0.06, 8, 0),
  paper: material(0, 1, 0),
  food: material(0.12, 16, 0, mottled),
  wax: material(0.15, 14, 0),
  fur: material(0, 1, 0, (x, y, z, grain, seed) => 0.75 + 0.5 * noise3(x / grain, y / grain, z / grain, seed)),
  wicker: material(0.03, 8, 0, (x, y, z, grain) => {
    const row = Math.floor(y / (1.6 * grain));
    return 0.72 + 0.4 * hash(Math.floor((x + z) / (2.2 * grain) + 0.5 * (row & 1)), row, 0, 5);
  }),
} satisfies Record<string, Material>;

export type MaterialName = keyof typeof materials;

/** The look of one part of an object. */
export interface Surface {
  material: MaterialName;
  /** Linear light, as `linear()` gives it. */
  colour: Vector;
}
