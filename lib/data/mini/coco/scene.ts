import { Random } from '../../../nn';
import { loadModels, type Model } from '../models';
import { type Backdrop, corners, frame, type Picture, render, type Shot, type Vector } from '../render';
import { chance } from '../words';
import { arrange, nearestToWall, type SceneObject } from './arrange';
import { describeScene } from './captions';
import { chooseSurroundings, type Surroundings } from './settings';

/** A scene that is planned but not drawn. */
export interface ScenePlan {
  surroundings: Surroundings;
  objects: readonly SceneObject[];
  /** Degrees around the scene. */
  azimuth: number;
  shot: Shot;
  random: Random;
}

export interface Scene extends ScenePlan {
  picture: Picture;
  /** Five. */
  captions: readonly string[];
}

export type SceneSplit = Model['split'];

/** Pixels a side. */
export const SCENE_SIZE = 128;

/** Scenes for validation and testing show new shapes beside those of training. */
const modelSplits: Record<SceneSplit, readonly SceneSplit[]> = {
  train: ['train'],
  val: ['train', 'val'],
  test: ['train', 'test'],
  pretrain: ['pretrain'],
};

/** Plan scene number `index` of a split: the same whatever else is made. */
export function planScene(seed: number, split: SceneSplit, index: number): ScenePlan {
  const random = new Random(seed).child(`scene ${split} ${index}`);
  const models = loadModels().filter((model) => modelSplits[split].includes(model.split));
  const surroundings = chooseSurroundings(random.child('surroundings'));
  const objects = arrange(surroundings, models, random.child('objects'));
  const azimuth = 44 * (random.uniform() - 0.5);
  return { surroundings, objects, azimuth, shot: shoot(surroundings, objects, azimuth, random), random };
}

/** Draw a scene, and describe what can be seen. */
export function makeScene(plan: ScenePlan): Scene {
  const picture = render(plan.shot);
  return { ...plan, picture, captions: describeScene(plan, picture, plan.random.child('captions')) };
}

function shoot(surroundings: Surroundings, objects: readonly SceneObject[], azimuth: number, random: Random): Shot {
  const points = objects.flatMap(({ dressed, position, turn }) => corners(dressed.model.size, position, turn));
  const elevation = {
    room: 10 + 16 * random.uniform(),
    outdoors: 5 + 13 * random.uniform(),
    table: 16 + 22 * random.uniform(),
  };
  const camera = frame(points, {
    azimuth,
    elevation: elevation[surroundings.kind],
    fieldOfView: 34 + 14 * random.uniform(),
    fill: 0.76 + 0.22 * random.uniform(),
    target: middle(points),
  });
  return {
    objects: objects.map(({ dressed, position, turn }, index) => ({
      mesh: dressed.model.mesh(),
      position,
      turn,
      scale: 1,
      surfaces: dressed.surfaces,
      seed: (random.seed + 31 * index) & 0xffff,
    })),
    camera,
    light: surroundings.light,
    backdrop: enclose(surroundings, objects, camera.eye, random),
    size: SCENE_SIZE,
    seed: random.integer(1 << 30),
  };
}

function middle(points: readonly Vector[]): Vector {
  const mean = (k: 0 | 1 | 2) => {
    const values = points.map((point) => point[k]);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return [mean(0), mean(1), mean(2)];
}

/** Walls around the objects: behind them, and sometimes beside. */
function enclose(
  { kind, backdrop }: Surroundings,
  objects: readonly SceneObject[],
  eye: Vector,
  random: Random,
): Backdrop {
  if (!backdrop.walls) return backdrop;
  const space = kind === 'table' ? 10 + 60 * random.uniform() : 12 + 90 * random.uniform() ** 2;
  const hangs = objects.some((object) => object.hangs);
  const back = -Math.min(...objects.map(nearestToWall)) + (hangs ? 0.2 : space);
  const edges = objects
    .flatMap(({ dressed, position, turn }) => corners(dressed.model.size, position, turn))
    .map(([x]) => x);
  const left = Math.min(...edges, eye[0]) - 15 - 80 * random.uniform();
  const right = Math.max(...edges, eye[0]) + 15 + 80 * random.uniform();
  const side = kind === 'room' && chance(0.45, random) ? (chance(0.5, random) ? left : right) : undefined;
  return { ...backdrop, walls: { ...backdrop.walls, back, side } };
}
