import { fractal2, hash, noise2, smoothstep } from '../noise';
import type { Vector } from './vector';

/** What is behind and below the objects. */
export interface Backdrop {
  floor: FloorName;
  floorColour: Vector;
  /** A wall behind, and one on the left or right, at these distances from the origin in cm. */
  walls?: { colour: Vector; back: number; side?: number; skirting: boolean };
  /** Linear light at the horizon and overhead. A studio's floor runs into it without a seam. */
  horizon: Vector;
  zenith: Vector;
  /** Share of the sky that clouds cover. */
  clouds?: number;
  /** Colour of far trees or hills. */
  skyline?: Vector;
}

type FloorPattern = (x: number, z: number, seed: number) => number;

const planks: FloorPattern = (x, z, seed) => {
  const row = Math.floor(z / 14);
  const along = x + 90 * hash(row, 1, 0, seed);
  const board = hash(row, Math.floor(along / 110), 2, seed);
  const gap = z - 14 * row < 0.7 || along - 110 * Math.floor(along / 110) < 0.7 ? 0.6 : 1;
  return gap * (0.78 + 0.26 * board + 0.22 * fractal2(along / 40, z / 1.6, seed, 3));
};

const tiles: FloorPattern = (x, z, seed) => {
  const [i, j] = [Math.floor(x / 40), Math.floor(z / 40)];
  const joint = x - 40 * i < 1.2 || z - 40 * j < 1.2 ? 0.7 : 1;
  return joint * (0.9 + 0.08 * hash(i, j, 0, seed) + 0.08 * fractal2(x / 25, z / 25, seed, 3));
};

const floors = {
  /** Seamless paper: no pattern, and the light of the surroundings. */
  studio: () => 1,
  planks,
  tiles,
  carpet: (x, z, seed) => 0.8 + 0.25 * noise2(x / 1.3, z / 1.3, seed) + 0.12 * noise2(x / 60, z / 60, seed + 1),
  grass: (x, z, seed) => 0.45 + 0.6 * fractal2(x / 9, z / 9, seed, 4) + 0.35 * fractal2(x / 130, z / 130, seed + 9, 2),
  sand: (x, z, seed) => 0.8 + 0.16 * fractal2(x / 30 + z / 90, z / 9, seed, 3) + 0.1 * noise2(x / 1.2, z / 1.2, seed),
  /** Table tops: things on them are small, so their patterns are fine. */
  tabletop: (x, z, seed) => {
    const warp = 3 * fractal2(x / 50, z / 12, seed, 2);
    return 0.72 + 0.3 * noise2(x / 40, z / 1.1 + warp, seed) + 0.16 * noise2(x / 12, z / 0.35 + warp, seed + 1);
  },
  cloth: (x, z, seed) => {
    const stripe = Math.floor(x / 4) + Math.floor(z / 4);
    return 0.8 + 0.12 * (stripe & 1) + 0.12 * noise2(x / 0.3, z / 0.3, seed);
  },
  counter: (x, z, seed) => 0.72 + 0.3 * fractal2(x / 6, z / 6, seed, 4) + 0.15 * noise2(x / 0.5, z / 0.5, seed),
  concrete: (x, z, seed) => 0.74 + 0.3 * fractal2(x / 70, z / 70, seed, 5) + 0.07 * noise2(x / 0.8, z / 0.8, seed),
} satisfies Record<string, FloorPattern>;

export type FloorName = keyof typeof floors;

/** A point on the backdrop: how deep, which way it faces, its colour. */
export interface BackdropPoint {
  distance: number;
  normal: Vector;
  colour: Vector;
  kind: 'floor' | 'wall' | 'sky';
}

/** What a ray from the eye meets when no object is in its way. `ray` is one unit deep, so distances are depths. */
export function backdropAt(backdrop: Backdrop, eye: Vector, ray: Vector, seed: number): BackdropPoint {
  const { walls } = backdrop;
  const floor = ahead(-eye[1] / ray[1]);
  const behind = walls ? ahead((-walls.back - eye[2]) / ray[2]) : Number.POSITIVE_INFINITY;
  const beside = walls?.side === undefined ? Number.POSITIVE_INFINITY : ahead((walls.side - eye[0]) / ray[0]);
  const distance = Math.min(floor, behind, beside);
  if (distance > farthest) return sky(backdrop, ray, seed);
  const [x, y, z] = [0, 1, 2].map((k) => eye[k]! + distance * ray[k]!) as [number, number, number];
  if (distance === floor) return floorPoint(backdrop, x, z, distance, seed);
  if (distance === behind) return wallPoint(walls!, x, y, [0, 0, 1], distance, seed);
  return wallPoint(walls!, z, y, [walls!.side! < 0 ? 1 : -1, 0, 0], distance, seed + 1);
}

/** In cm; what is farther is sky. */
const farthest = 1e5;

const ahead = (distance: number) => (distance > 0 ? distance : Number.POSITIVE_INFINITY);

function floorPoint(backdrop: Backdrop, x: number, z: number, distance: number, seed: number): BackdropPoint {
  // Far away, the pattern is finer than the pixels: it fades to its mean.
  const fade = smoothstep(500, 2500, distance);
  const factor = floors[backdrop.floor](x, z, seed) * (1 - fade) + 0.95 * fade;
  const haze = backdrop.walls || backdrop.floor === 'studio' ? 0 : 0.75 * smoothstep(800, 8000, distance);
  const mix = (k: 0 | 1 | 2) => backdrop.floorColour[k] * factor * (1 - haze) + backdrop.horizon[k] * haze;
  return { distance, normal: [0, 1, 0], colour: [mix(0), mix(1), mix(2)], kind: 'floor' };
}

function wallPoint(
  walls: NonNullable<Backdrop['walls']>,
  u: number,
  y: number,
  normal: Vector,
  distance: number,
  seed: number,
): BackdropPoint {
  const skirting = walls.skirting && y < 9;
  const factor = 0.94 + 0.1 * fractal2(u / 60, y / 60, seed, 3);
  const white = y > 8 ? 0.56 : 0.7;
  const [r, g, b] = walls.colour;
  const colour: Vector = skirting ? [white, white, white] : [r * factor, g * factor, b * factor];
  return { distance, normal, colour, kind: 'wall' };
}

function sky({ horizon, zenith, clouds = 0, skyline }: Backdrop, ray: Vector, seed: number): BackdropPoint {
  const up = ray[1] / Math.hypot(ray[0], ray[1], ray[2]);
  const [x, z] = [ray[0] / (up + 0.15), ray[2] / (up + 0.15)];
  const height = smoothstep(-0.02, 0.5, up);
  const edge = 0.75 - 0.6 * clouds;
  const cloud = clouds > 0 ? 0.85 * smoothstep(edge, edge + 0.3, fractal2(0.8 * x, 0.8 * z, seed + 31, 4)) : 0;
  const azimuth = ray[0] / Math.abs(ray[2] || 1e-6);
  const trees = skyline && up < 0.02 + 0.09 * fractal2(9 * azimuth, 0.5, seed + 57, 4);
  const leaves = trees ? 0.7 + 0.6 * fractal2(60 * azimuth, 60 * up, seed + 71, 3) : 0;
  const mix = (k: 0 | 1 | 2) => {
    if (trees) return 0.75 * skyline[k] * leaves + 0.25 * horizon[k];
    return (horizon[k] * (1 - height) + zenith[k] * height) * (1 - cloud) + 0.93 * cloud;
  };
  return { distance: 1e6, normal: [0, 1, 0], colour: [mix(0), mix(1), mix(2)], kind: 'sky' };
}
