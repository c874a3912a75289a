import type { Random } from '../../../nn';
import { type DressedModel, dress, type Model } from '../models';
import { corners, type Vector } from '../render';
import { chance, pick, weighted } from '../words';
import type { Surroundings } from './settings';

/** An object of a scene graph. */
export interface SceneObject {
  dressed: DressedModel;
  position: Vector;
  turn: number;
  /** Number of the object that it stands on. */
  on?: number;
  /** Number of the object that it stands in front of. */
  before?: number;
  /** Hangs on the wall. */
  hangs?: boolean;
}

/** Put from one to four things (and what stands on them) beside and before each other, at their true size. */
export function arrange(surroundings: Surroundings, models: readonly Model[], random: Random): SceneObject[] {
  const pool = candidates(surroundings, models);
  const kinds = Math.min(pool.length, 1 + weighted([26, 42, 32], random));
  const chosen = random
    .shuffle(pool)
    .slice(0, kinds)
    .flatMap((model) => copies(model, random));
  const objects: SceneObject[] = [];
  const cursor = { x: 0 };
  for (const dressed of chosen.slice(0, 4)) place(dressed, objects, cursor, surroundings, random);
  if (surroundings.kind !== 'table') putOnTop(objects, models, random);
  if (surroundings.kind === 'room') hangUp(objects, models, surroundings, random);
  return objects;
}

function candidates({ kind, setting }: Surroundings, models: readonly Model[]): Model[] {
  const places = { room: ['floor', 'any'], outdoors: ['out', 'floor', 'any'], table: ['table', 'any'] }[kind];
  const fitting = models.filter(({ place }) => places.includes(place));
  if (kind === 'table') return fitting.filter(isSmall);
  return fitting.filter(({ settings }) => settings?.includes(setting));
}

const widest = ({ size }: Model) => Math.max(size[0], size[2]);

const isSmall = ({ size }: Model) => Math.max(...size) < 60;

/** One, two or three of a kind, all alike or each in its own colours. */
function copies(model: Model, random: Random): DressedModel[] {
  const many = Math.max(model.size[0], model.size[2]) < 130 && chance(0.2, random);
  const count = many ? 2 + weighted([65, 35], random) : 1;
  const first = dress(model, random);
  const alike = chance(0.65, random);
  return [first, ...Array.from({ length: count - 1 }, () => (alike ? first : dress(model, random)))];
}

function place(
  dressed: DressedModel,
  objects: SceneObject[],
  cursor: { x: number },
  { kind }: Surroundings,
  random: Random,
): void {
  const { size } = dressed.model;
  const turn = chance(0.85, random) ? (random.uniform() - 0.5) * 1.3 : random.uniform() * 6.28;
  const half = halfWidth(size, turn);
  const unit = kind === 'table' ? 0.18 : 1;
  const last = objects.length - 1;
  const behind = objects[last];
  if (behind && size[1] < 0.65 * behind.dressed.model.size[1] && chance(0.45, random)) {
    const apart = (behind.dressed.model.size[2] + size[2]) / 2 + unit * (10 + 35 * random.uniform());
    const x = behind.position[0] + (random.uniform() - 0.5) * behind.dressed.model.size[0];
    objects.push({ dressed, position: [x, 0, behind.position[2] + apart], turn, before: last });
    return;
  }
  const gap = objects.length > 0 ? unit * (4 + 26 * random.uniform()) : 0;
  const x = cursor.x + gap + half;
  cursor.x = x + half;
  objects.push({ dressed, position: [x, 0, unit * (random.uniform() - 0.5) * 60], turn });
}

/** Half the breadth that a turned box takes. */
function halfWidth([width, , depth]: Vector, turn: number): number {
  return (Math.abs(width * Math.cos(turn)) + Math.abs(depth * Math.sin(turn))) / 2;
}

function putOnTop(objects: SceneObject[], models: readonly Model[], random: Random): void {
  for (const [index, { dressed, position, turn }] of [...objects.entries()]) {
    const { model } = dressed;
    if (!model.holds || model.size[1] > 130 || !chance(0.6, random)) continue;
    const room = Math.min(model.size[0], model.size[2]);
    const fitting = models.filter(
      (thing) =>
        ['table', 'any'].includes(thing.place) && isSmall(thing) && thing.size[1] > 9 && widest(thing) < 0.8 * room,
    );
    if (fitting.length === 0) continue;
    const thing = pick(fitting, random);
    const top: Vector = [position[0] + 0.1 * room * (random.uniform() - 0.5), model.size[1], position[2]];
    objects.push({ dressed: dress(thing, random), position: top, turn: turn + (random.uniform() - 0.5), on: index });
  }
}

function hangUp(objects: SceneObject[], models: readonly Model[], { setting }: Surroundings, random: Random): void {
  const hanging = models.filter(({ place, settings }) => place === 'wall' && settings?.includes(setting));
  if (hanging.length === 0 || !chance(0.35, random)) return;
  const dressed = dress(pick(hanging, random), random);
  const [first, last] = [objects[0]!, objects.at(-1)!];
  const x = first.position[0] + (last.position[0] - first.position[0]) * random.uniform();
  const height = 125 + 20 * random.uniform();
  const below = objects.filter(({ position }) => Math.abs(position[0] - x) < 70);
  if (below.some(({ dressed: { model }, position }) => position[1] + model.size[1] > height - 5)) return;
  const z = Math.min(...objects.map(nearestToWall)) - 12 + dressed.model.size[2] / 2;
  objects.push({ dressed, position: [x, height, z], turn: 0, hangs: true });
}

/** The z of an object's rearmost corner. */
export function nearestToWall({ dressed, position, turn }: SceneObject): number {
  return Math.min(...corners(dressed.model.size, position, turn).map(([, , z]) => z));
}
