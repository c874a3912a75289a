import type { Random } from '../../../nn';
import type { DressedModel } from '../models';
import {
  type Backdrop,
  type Camera,
  corners,
  direction,
  type FloorName,
  frame,
  type Light,
  linear,
  type Shot,
  type Vector,
} from '../render';
import { chance, pick } from '../words';

export type ViewKind = 'overview' | 'around' | 'top' | 'close-up' | 'room';

/** A picture of a product to be taken. */
export interface View {
  kind: ViewKind;
  /** Degrees around the product, 0 before its front, and above the ground. */
  azimuth: number;
  elevation: number;
  shot: Shot;
}

/** Pixels a side. */
export const VIEW_SIZE = 128;

/** The pictures of a product: the overview first, then from around in equal steps, from above, near, and in a room. */
export function planViews(dressed: DressedModel, count: number, random: Random): View[] {
  const overview = studioView('overview', dressed, pick([-1, 1], random) * (22 + 16 * random.uniform()), 18, random);
  const start = 360 * random.uniform();
  const ring = Math.max(3, Math.min(12, count));
  const others = random.shuffle([
    ...Array.from({ length: ring }, (_, i) => ['around', start + (360 * i) / ring] as const),
    ...(['top', 'close-up', 'close-up', 'room', 'room', 'top', 'close-up', 'room'] as const).map(
      (kind) => [kind, 360 * random.uniform()] as const,
    ),
    ...Array.from({ length: 4 }, () => ['around', 360 * random.uniform()] as const),
  ]);
  const chosen = others.slice(0, count - 1);
  return [overview, ...chosen.map(([kind, azimuth]) => makeView(kind, azimuth, dressed, random))];
}

function makeView(kind: ViewKind, azimuth: number, dressed: DressedModel, random: Random): View {
  if (kind === 'room') return roomView(dressed, -50 + 100 * (azimuth / 360), random);
  if (kind === 'top') return studioView(kind, dressed, -40 + 80 * (azimuth / 360), 55 + 20 * random.uniform(), random);
  const elevation = kind === 'close-up' ? 10 + 30 * random.uniform() : 6 + 22 * random.uniform();
  // Near pictures are mostly of the front.
  const around = kind === 'close-up' && chance(0.7, random) ? -70 + 140 * (azimuth / 360) : azimuth;
  return studioView(kind, dressed, around, elevation, random);
}

const papers = ['#ffffff', '#ffffff', '#f4f2ee', '#e9e9ea', '#dfe6ea', '#efe4d8', '#d9d4cc', '#c9d6cf', '#b9bcc2'];

function studioView(kind: ViewKind, dressed: DressedModel, azimuth: number, elevation: number, random: Random): View {
  const paper = linear(kind === 'overview' ? '#ffffff' : pick(papers, random));
  const backdrop: Backdrop = { floor: 'studio', floorColour: paper, horizon: paper, zenith: paper };
  const light = studioLight(dressed, azimuth, kind === 'overview', random);
  return {
    kind,
    azimuth,
    elevation,
    shot: shoot(dressed, azimuth, elevation, kind === 'close-up', light, backdrop, random),
  };
}

const wallColours = ['#e8e2d6', '#d5dde2', '#cfd8c9', '#e6d3c5', '#c3cbd6', '#f0eeea', '#b8b2a7', '#8fa3ad'];
const roomFloors: [FloorName, string[]][] = [
  ['planks', ['#9a6b42', '#c49a6c', '#6e4a2f', '#b88a5a']],
  ['tiles', ['#cfcac2', '#e2ded6', '#a9a8a4']],
  ['carpet', ['#8c8478', '#b5a996', '#6d7783', '#9a5f55']],
  ['concrete', ['#9c9a96', '#b9b6b0']],
];

function roomView(dressed: DressedModel, azimuth: number, random: Random): View {
  const [floor, colours] = pick(roomFloors, random);
  const [width, , depth] = dressed.model.size;
  const reach = Math.hypot(width, depth) / 2;
  const wall = linear(pick(wallColours, random));
  const backdrop: Backdrop = {
    floor,
    floorColour: linear(pick(colours, random)),
    walls: { colour: wall, back: reach + 8 + 60 * random.uniform(), skirting: dressed.model.size[1] > 40 },
    horizon: wall,
    zenith: wall,
  };
  const light = studioLight(dressed, azimuth, false, random);
  return { kind: 'room', azimuth, elevation: 14, shot: shoot(dressed, azimuth, 14, false, light, backdrop, random) };
}

function studioLight({ model }: DressedModel, azimuth: number, even: boolean, random: Random): Light {
  const side = pick([-1, 1], random) * (even ? 40 : 20 + 60 * random.uniform());
  const height = even ? 50 : 32 + 32 * random.uniform();
  const warmth = even ? 0 : 0.14 * (random.uniform() - 0.5);
  const key = even ? 0.72 : 0.6 + 0.3 * random.uniform();
  const around = even ? 0.55 : 0.38 + 0.2 * random.uniform();
  return {
    direction: direction(azimuth + side, height),
    key: [key * (1 + warmth), key, key * (1 - warmth)],
    above: [around * (1 - warmth / 2), around, around * (1 + warmth / 2)],
    below: [0.5 * around, 0.5 * around, 0.5 * around],
    softness: (even ? 0.08 : 0.03 + 0.06 * random.uniform()) * Math.max(...model.size),
  };
}

/** Share of the picture's width or height that the product fills. */
const fill = 0.84;
const fieldOfView = 30;

function shoot(
  { model, surfaces }: DressedModel,
  azimuth: number,
  elevation: number,
  near: boolean,
  light: Light,
  backdrop: Backdrop,
  random: Random,
): Shot {
  const middle: Vector = [0, model.size[1] / 2, 0];
  const whole = frame(corners(model.size, [0, 0, 0], 0), { azimuth, elevation, fieldOfView, fill, target: middle });
  const camera = near ? comeNear(whole, pointOn(model, random), 0.48 + 0.17 * random.uniform()) : whole;
  const seed = random.integer(1 << 30);
  return {
    objects: [{ mesh: model.mesh(), position: [0, 0, 0], turn: 0, scale: 1, surfaces, seed: random.seed & 0xffff }],
    camera,
    light,
    backdrop,
    size: VIEW_SIZE,
    seed,
  };
}

/** The same direction, a share of the distance, another target. */
function comeNear({ eye, target, fieldOfView }: Camera, point: Vector, share: number): Camera {
  const moved = [0, 1, 2].map((k) => point[k]! + share * (eye[k]! - target[k]!)) as unknown as Vector;
  return { eye: moved, target: point, fieldOfView };
}

function pointOn(model: DressedModel['model'], random: Random): Vector {
  const { positions, triangles } = model.mesh();
  const vertex = 3 * triangles[random.integer(triangles.length)]!;
  return [positions[vertex]! * 0.8, positions[vertex + 1]!, positions[vertex + 2]! * 0.8];
}
