/**
 * Value noise on whole-number hashes. Only integer arithmetic, additions and products decide the values, so that every
 * engine and machine paints the same picture.
 */

/** A number in [0, 1) that depends on three whole numbers and a seed only. */
export function hash(i: number, j: number, k: number, seed: number): number {
  let n = Math.imul(i, 374761393) + Math.imul(j, 668265263) + Math.imul(k, 1440662683) + Math.imul(seed, 974711);
  n = Math.imul(n ^ (n >>> 13), 1274126177);
  n = Math.imul(n ^ (n >>> 16), 1911520717);
  return ((n ^ (n >>> 15)) >>> 0) / 4294967296;
}

/** Smooth noise in [0, 1) over the plane, one cell a unit. */
export function noise2(x: number, y: number, seed: number): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const u = ease(x - i);
  const v = ease(y - j);
  const near = hash(i, j, 0, seed) * (1 - u) + hash(i + 1, j, 0, seed) * u;
  const far = hash(i, j + 1, 0, seed) * (1 - u) + hash(i + 1, j + 1, 0, seed) * u;
  return near * (1 - v) + far * v;
}

/** Smooth noise in [0, 1) over space, one cell a unit. */
export function noise3(x: number, y: number, z: number, seed: number): number {
  const k = Math.floor(z);
  const w = ease(z - k);
  return noise2(x, y, seed + 7919 * k) * (1 - w) + noise2(x, y, seed + 7919 * (k + 1)) * w;
}

/** A sum of `octaves` noises, each twice as fine and half as strong as the one before; in [0, 1). */
export function fractal2(x: number, y: number, seed: number, octaves: number): number {
  let sum = 0;
  let weight = 0.5;
  let total = 0;
  let scale = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += weight * noise2(x * scale, y * scale, seed + octave);
    total += weight;
    weight *= 0.5;
    scale *= 2;
  }
  return sum / total;
}

/** 0 below `from`, 1 above `to`, a smooth step between them. */
export function smoothstep(from: number, to: number, x: number): number {
  return ease(Math.max(0, Math.min(1, (x - from) / (to - from))));
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}
