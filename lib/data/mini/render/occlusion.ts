import { hash } from '../noise';

const samples = 9;
const turns = 4;
const rotations = 64;

/** Cosine and sine of each sample's direction, for each of many starts. */
const directions = Float32Array.from({ length: 2 * samples * rotations }, (_, i) => {
  const sample = Math.floor(i / 2) % samples;
  const start = Math.floor(i / 2 / samples) / rotations;
  const angle = 2 * Math.PI * (start + (turns * sample) / samples);
  return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
});

/** Pixels from which on, and up to which, something may be near; beyond them all is open. */
export interface Window {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * How much of the surrounding light reaches each pixel, from 0 to 1: corners and the ground below things are darker.
 * After McGuire et al. 2011, "The Alchemy screen-space ambient obscurance algorithm".
 * @param points [pixels * 3] in the world  @param normals [pixels * 3]  @param depth [pixels]
 * @param radius of what counts as near, in cm  @param scale pixels a cm at distance 1
 */
export function openness(
  points: Float32Array,
  normals: Float32Array,
  depth: Float32Array,
  { width, radius, scale, window }: { width: number; radius: number; scale: number; window: Window },
): Float32Array {
  const open = new Float32Array(depth.length).fill(1);
  for (let y = window.top; y <= window.bottom; y++) {
    for (let x = window.left; x <= window.right; x++) {
      const pixel = y * width + x;
      if (depth[pixel]! > 1e5) continue;
      const reach = Math.min(0.2 * width, (radius * scale) / depth[pixel]!);
      if (reach < 1.5) continue;
      const start = hash(x, y, 0, 5);
      const rotation = 2 * samples * Math.floor(rotations * start);
      let blocked = 0;
      for (let k = 0; k < samples; k++) {
        const distance = (reach * (k + start)) / samples;
        const column = Math.round(x + distance * directions[rotation + 2 * k]!);
        const row = Math.round(y + distance * directions[rotation + 2 * k + 1]!);
        if (column < 0 || row < 0 || column >= width || row >= width) continue;
        blocked += blocking(points, normals, 3 * pixel, 3 * (row * width + column), radius);
      }
      open[pixel] = Math.max(0, 1 - (1.7 * blocked) / samples);
    }
  }
  return open;
}

function blocking(points: Float32Array, normals: Float32Array, here: number, there: number, radius: number): number {
  const dx = points[there]! - points[here]!;
  const dy = points[there + 1]! - points[here + 1]!;
  const dz = points[there + 2]! - points[here + 2]!;
  const squared = dx * dx + dy * dy + dz * dz;
  if (squared > radius * radius || squared < 1e-6) return 0;
  const along = (dx * normals[here]! + dy * normals[here + 1]! + dz * normals[here + 2]!) / Math.sqrt(squared);
  return Math.max(0, along - 0.12) * (1 - squared / (radius * radius));
}
