import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../../engine/install';
import { cornerNormals, type Mesh } from '../render';
import { type PackedModel, unpackModels } from './pack';

/** Side of an object that a view must show for a fact to be seen. */
export type Side = 'front' | 'top';

export type Setting = 'living' | 'bedroom' | 'kitchen' | 'bathroom' | 'office' | 'garden' | 'street' | 'beach';

/** A part of a model that has a look of its own. */
export interface PartEntry {
  name: string;
  /** Material names of the model; `name@back` is what lies in the plane of the back. */
  from: string[];
  /** Looks to choose from, such as `wood:wood` or `fabric:red,blue`: material, then palette or colours. */
  finishes: string[];
  /** How captions speak of it, `{}` standing for its look: `four {} legs`. */
  phrase?: string;
  /** The phrase names the material itself. */
  bare?: boolean;
  side?: Side;
  /** Another part that it looks like, with a chance from 0 to 1. */
  like?: string;
  chance?: number;
}

/** What the catalogue says of a model. */
export interface ModelEntry {
  id: string;
  /** Which products and scenes may show it; `pretrain` is for those that no split uses. */
  split: 'train' | 'val' | 'test' | 'pretrain';
  place: 'floor' | 'table' | 'wall' | 'ceiling' | 'out' | 'any';
  /** Where it is at home. */
  settings?: Setting[];
  /** The usual name first. */
  nouns: string[];
  shapes?: string[];
  /** Whether things can stand on its top. */
  holds?: boolean;
  parts: PartEntry[];
  /** More that captions may say, when the part (and the side) can be seen. */
  facts?: { part: string; phrase: string; side?: Side }[];
}

export interface Model extends ModelEntry {
  /** Width, height, depth in cm. */
  size: readonly [number, number, number];
  mesh(): Mesh;
}

const folder = () => join(packageFolder(), 'data', 'mini', 'models');

let loaded: readonly Model[] | undefined;

/**
 * The models of the catalogue, CC0 furniture and household things; `data/mini/models/README.md` has their source.
 * @throws if catalogue and pack do not fit together
 */
export function loadModels(): readonly Model[] {
  if (loaded) return loaded;
  const text = readFileSync(join(folder(), 'catalogue.json'), 'utf8');
  const { models } = JSON.parse(text) as { models: ModelEntry[] };
  const packed = new Map(unpackModels(readFileSync(join(folder(), 'models.bin.br'))).map((model) => [model.id, model]));
  loaded = models.map((entry) => {
    const shape = packed.get(entry.id);
    if (!shape) throw new Error(`catalogue.json: the pack has no model "${entry.id}".`);
    const groups = partsOfGroups(entry, shape);
    let mesh: Mesh | undefined;
    const build = () => {
      mesh ??= buildMesh(entry, shape, groups);
      return mesh;
    };
    return { ...entry, size: shape.size, mesh: build };
  });
  return loaded;
}

/** The part that each material belongs to. */
function partsOfGroups(entry: ModelEntry, { materials }: PackedModel): number[] {
  const named = new Set(entry.parts.flatMap(({ from }) => from.map((name) => name.split('@')[0])));
  const absent = [...named].find((name) => !materials.some((material) => material.name === name));
  if (absent !== undefined) throw new Error(`catalogue.json, ${entry.id}: the model has no material "${absent}".`);
  return materials.map(({ name }) => {
    const part = entry.parts.findIndex(({ from }) => from.includes(name));
    if (part < 0) throw new Error(`catalogue.json, ${entry.id}: no part has the material "${name}".`);
    return part;
  });
}

function buildMesh(entry: ModelEntry, shape: PackedModel, groups: number[]): Mesh {
  const unit = Math.max(...shape.size) / shape.steps;
  const middle = [shape.size[0] / 2, 0, shape.size[2] / 2];
  const positions = Float32Array.from(shape.positions, (cells, i) => cells * unit - middle[i % 3]!);
  const parts = new Uint8Array(shape.triangles.length / 3);
  const isBack = (triangle: number) =>
    [0, 1, 2].every((k) => shape.positions[3 * shape.triangles[3 * triangle + k]! + 2]! * unit < 0.02 * shape.size[2]);
  let triangle = 0;
  for (const [group, material] of shape.materials.entries()) {
    const back = entry.parts.findIndex(({ from }) => from.includes(`${material.name}@back`));
    for (const end = triangle + material.triangles; triangle < end; triangle++) {
      parts[triangle] = back >= 0 && isBack(triangle) ? back : groups[group]!;
    }
  }
  const normals = cornerNormals(positions, shape.triangles);
  return { positions, triangles: shape.triangles, normals, parts, size: shape.size };
}
