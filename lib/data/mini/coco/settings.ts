import type { Random } from '../../../nn';
import type { ColourName, Setting } from '../models';
import { lightOf } from '../models';
import { type Backdrop, direction, type FloorName, type Light, linear, type Vector } from '../render';
import { chance, pick } from '../words';

/** Kinds of scenes: rooms, open air, and a table from near. */
export type SceneKind = 'room' | 'outdoors' | 'table';

/** The surroundings of a scene, and the words for them. */
export interface Surroundings {
  kind: SceneKind;
  setting: Setting;
  backdrop: Backdrop;
  light: Light;
  /** `wooden floor`, `grass`, `wooden table`: without article. */
  ground: readonly string[];
  wallColour?: ColourName;
}

interface GroundLook {
  floor: FloorName;
  colours: string[];
  words: string[];
}

const roomGrounds: GroundLook[] = [
  {
    floor: 'planks',
    colours: ['#9a6b42', '#c49a6c', '#6e4a2f', '#b88a5a', '#8a7a68'],
    words: ['wooden floor', 'wood floor'],
  },
  {
    floor: 'tiles',
    colours: ['#cfcac2', '#e2ded6', '#a9a8a4', '#b9a58e', '#8fa0a8'],
    words: ['tiled floor', 'tile floor'],
  },
  {
    floor: 'carpet',
    colours: ['#8c8478', '#b5a996', '#6d7783', '#9a5f55', '#5f7a66', '#b98d5f'],
    words: ['carpet', 'carpeted floor'],
  },
];

const tableGrounds: GroundLook[] = [
  { floor: 'tabletop', colours: ['#a8703f', '#c79b6a', '#704626', '#d2b48c'], words: ['wooden table', 'table'] },
  {
    floor: 'cloth',
    colours: ['#d9d4c8', '#b8473f', '#4b6fa8', '#5f8f5f', '#d8b24a'],
    words: ['checkered tablecloth', 'tablecloth'],
  },
  { floor: 'counter', colours: ['#d8d4cc', '#6f6f72', '#a89f94'], words: ['stone counter', 'counter'] },
];

const openGrounds: Record<'garden' | 'street' | 'beach', GroundLook[]> = {
  garden: [{ floor: 'grass', colours: ['#5f8f3a', '#6d9a45', '#7a8f3f'], words: ['grass', 'lawn', 'green grass'] }],
  street: [
    { floor: 'concrete', colours: ['#9c9a96', '#8b8d90', '#b9b1a4'], words: ['pavement', 'concrete', 'asphalt'] },
  ],
  beach: [{ floor: 'sand', colours: ['#dcc493', '#e2cfa4', '#cdb07f'], words: ['sand', 'beach'] }],
};

const wallColours: ColourName[] = [
  'white',
  'cream',
  'beige',
  'light grey',
  'light blue',
  'light green',
  'pink',
  'yellow',
  'grey',
  'turquoise',
  'dark blue',
];

const rooms: Setting[] = [
  'living',
  'living',
  'living',
  'bedroom',
  'bedroom',
  'kitchen',
  'kitchen',
  'bathroom',
  'office',
];
const places = ['garden', 'garden', 'street', 'beach'] as const;

/** Draw a room, a place outdoors, or a table. */
export function chooseSurroundings(random: Random): Surroundings {
  const draw = random.uniform();
  if (draw < 0.52) return indoors('room', pick(rooms, random), pick(roomGrounds, random), random);
  if (draw < 0.72) return indoors('table', 'kitchen', pick(tableGrounds, random), random);
  return outdoors(pick(places, random), random);
}

function indoors(kind: SceneKind, setting: Setting, ground: GroundLook, random: Random): Surroundings {
  const wallColour = pick(wallColours, random);
  // Paint on a wall is paler than its name.
  const pale = lightOf(wallColour).map((c) => 0.8 * c + 0.1) as unknown as Vector;
  const backdrop: Backdrop = {
    floor: ground.floor,
    floorColour: linear(pick(ground.colours, random)),
    walls: { colour: pale, back: 0, skirting: kind === 'room' && chance(0.8, random) },
    horizon: pale,
    zenith: pale,
  };
  const warmth = 0.2 * (random.uniform() - 0.4);
  const [key, around] = [0.45 + 0.35 * random.uniform(), 0.42 + 0.2 * random.uniform()];
  const light: Light = {
    direction: direction(pick([-1, 1], random) * (15 + 55 * random.uniform()), 35 + 28 * random.uniform()),
    key: [key * (1 + warmth), key, key * (1 - warmth)],
    above: [around, around, around * (1 - warmth / 2)],
    below: [0.45 * around, 0.43 * around, 0.4 * around],
    softness: (kind === 'table' ? 0.15 : 1) * (6 + 12 * random.uniform()),
  };
  return { kind, setting, backdrop, light, ground: ground.words, wallColour };
}

const skies: { horizon: string; zenith: string; key: Vector; above: Vector; softness: number }[] = [
  { horizon: '#cfe2f3', zenith: '#4f8fd8', key: [0.95, 0.9, 0.8], above: [0.38, 0.44, 0.55], softness: 3 },
  { horizon: '#dbe9f4', zenith: '#6fa6de', key: [0.85, 0.82, 0.76], above: [0.42, 0.47, 0.55], softness: 4 },
  { horizon: '#dfe2e4', zenith: '#b9c0c6', key: [0.3, 0.3, 0.3], above: [0.72, 0.74, 0.77], softness: 30 },
  { horizon: '#f3d7b5', zenith: '#7f9cc9', key: [0.95, 0.75, 0.5], above: [0.4, 0.4, 0.48], softness: 4 },
];

function outdoors(setting: 'garden' | 'street' | 'beach', random: Random): Surroundings {
  const ground = pick(openGrounds[setting], random);
  const sky = pick(skies, random);
  const backdrop: Backdrop = {
    floor: ground.floor,
    floorColour: linear(pick(ground.colours, random)),
    horizon: linear(sky.horizon),
    zenith: linear(sky.zenith),
    clouds: chance(0.6, random) ? random.uniform() : 0,
    skyline: setting === 'beach' ? undefined : linear(pick(['#3f5f33', '#4c6a3f', '#55604a'], random)),
  };
  const light: Light = {
    direction: direction(pick([-1, 1], random) * (20 + 90 * random.uniform()), 28 + 35 * random.uniform()),
    key: sky.key,
    above: sky.above,
    below: [0.2, 0.2, 0.17],
    softness: sky.softness,
  };
  return { kind: 'outdoors', setting, backdrop, light, ground: ground.words };
}
