import { smoothstep } from '../noise';
import type { BackdropPoint } from './backdrop';
import type { Light, Placed, Shot } from './picture';
import { materials } from './surface';
import { dot, normalise, subtract, type Vector } from './vector';

export interface ShadeInput {
  point: Vector;
  normal: Vector;
  eye: Vector;
  /** Share of the surrounding light that reaches the point. */
  open: number;
  /** Share of the lamp that reaches a point. */
  lit(point: Vector, normal: Vector): number;
}

/** Linear light of a sample of the backdrop. */
export function shadeBackdrop(shot: Shot, input: ShadeInput, colour: Vector, kind: BackdropPoint['kind']): Vector {
  if (kind === 'sky') return colour;
  const lit = input.lit(input.point, input.normal);
  if (kind === 'wall' || shot.backdrop.floor !== 'studio') return diffuse(shot.light, input, colour, lit);
  // Seamless paper: full light everywhere but in shadows.
  const factor = (0.45 + 0.55 * lit) * (0.35 + 0.65 * input.open);
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

function diffuse(
  { direction, key, above, below }: Light,
  { normal, open }: ShadeInput,
  colour: Vector,
  lit: number,
): Vector {
  const facing = Math.max(0, dot(normal, direction)) * lit;
  const up = 0.5 + 0.5 * normal[1];
  const light = (k: 0 | 1 | 2) => key[k] * facing + (above[k] * up + below[k] * (1 - up)) * open;
  return [colour[0] * light(0), colour[1] * light(1), colour[2] * light(2)];
}

/** Linear light of a sample of an object. */
export function shadePart(shot: Shot, input: ShadeInput, placed: Placed, part: number): Vector {
  const surface = placed.surfaces[part]!;
  const material = materials[surface.material];
  const factor = pattern(placed, part, input.point);
  const colour: Vector = [surface.colour[0] * factor, surface.colour[1] * factor, surface.colour[2] * factor];
  const { light } = shot;
  const facing = dot(input.normal, light.direction);
  const lit = facing > 0 ? input.lit(input.point, input.normal) : 0;
  const matt = diffuse(light, input, colour, lit);
  const toEye = normalise(subtract(input.eye, input.point));
  const half = normalise([toEye[0] + light.direction[0], toEye[1] + light.direction[1], toEye[2] + light.direction[2]]);
  const highlight = material.shine * lit * Math.max(0, dot(input.normal, half)) ** material.gloss;
  const around = surroundings(shot, input.normal, toEye) * (0.4 + 0.6 * input.open);
  // At a grazing angle every glossy surface mirrors more (Schlick).
  const grazing = (1 - Math.max(0, dot(input.normal, toEye))) ** 5;
  const mirror = material.mirror + (1 - material.mirror) * 0.35 * material.shine * grazing;
  const metallic = surface.material === 'metal';
  const channel = (k: 0 | 1 | 2) =>
    matt[k] * (1 - mirror) + mirror * around * (metallic ? 1.15 * colour[k] : 0.9) + highlight * light.key[k] * 0.6;
  return [channel(0), channel(1), channel(2)];
}

/** The material's pattern, fixed to the object. */
function pattern({ position, turn, scale, mesh, surfaces, seed }: Placed, part: number, point: Vector): number {
  const [dx, dy, dz] = subtract(point, position);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const grain = Math.max(0.08, Math.min(1, Math.max(...mesh.size) / 100));
  const [x, y, z] = [(dx * cos - dz * sin) / scale, dy / scale, (dx * sin + dz * cos) / scale];
  return materials[surfaces[part]!.material].pattern(x, y, z, grain, seed + part);
}

/** What a mirror shows: a bright ceiling or sky, a dark horizon, the ground, and a window towards the light. */
function surroundings({ light }: Shot, normal: Vector, toEye: Vector): number {
  const along = 2 * dot(normal, toEye);
  const reflected: Vector = [along * normal[0] - toEye[0], along * normal[1] - toEye[1], along * normal[2] - toEye[2]];
  const sky = 0.25 + 0.75 * smoothstep(-0.05, 0.8, reflected[1]);
  const ground = 0.16 + 0.3 * smoothstep(0, -1, reflected[1]);
  const window = 0.9 * smoothstep(0.75, 0.95, dot(reflected, light.direction));
  return (reflected[1] > -0.05 ? sky : ground) + window;
}
