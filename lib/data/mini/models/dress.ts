import type { Random } from '../../../nn';
import type { MaterialName, Surface } from '../render';
import { materials } from '../render';
import type { Model, PartEntry } from './catalogue';
import { type ColourName, coloursOf, differ, lightOf } from './palette';

/** The look that a part was given. */
export interface Finish {
  material: MaterialName;
  colour: ColourName;
}

/** A model in chosen colours and materials. */
export interface DressedModel {
  model: Model;
  /** One a part. */
  finishes: readonly Finish[];
  surfaces: readonly Surface[];
}

/** Choose materials and colours for a model's parts; neighbouring parts differ where the catalogue leaves a choice. */
export function dress(model: Model, random: Random): DressedModel {
  const finishes: Finish[] = [];
  for (const part of model.parts) finishes.push(chooseFinish(part, model, finishes, random));
  const surfaces = finishes.map(({ material, colour }) => {
    // No two paints are quite the same.
    const shade = 0.88 + 0.24 * random.uniform();
    const [r, g, b] = lightOf(colour);
    return { material, colour: [r * shade, g * shade, b * shade] as const };
  });
  return { model, finishes, surfaces };
}

function chooseFinish(part: PartEntry, model: Model, before: readonly Finish[], random: Random): Finish {
  const same = before[model.parts.findIndex(({ name }) => name === part.like)];
  if (same && random.uniform() < (part.chance ?? 1)) return same;
  const finish = part.finishes[random.integer(part.finishes.length)]!;
  const [material, palette] = finish.split(':') as [MaterialName, string];
  if (!Object.hasOwn(materials, material)) {
    throw new Error(`catalogue.json, ${model.id}: unknown material "${material}" of the part "${part.name}".`);
  }
  const all = coloursOf(palette);
  const main = before[0];
  const fresh = main ? all.filter((colour) => differ(colour, main.colour)) : all;
  const colours = fresh.length > 0 ? fresh : all;
  return { material, colour: colours[random.integer(colours.length)]! };
}

const materialWords: Partial<Record<MaterialName, string>> = {
  wood: 'wooden',
  leather: 'leather',
  fabric: 'fabric',
  metal: 'metal',
  stone: 'stone',
  glass: 'glass',
  paper: 'paper',
};

/** Words for a look: its colour, its material (where one can see it), or both. */
export function describeFinish({ material, colour }: Finish, say: 'colour' | 'material' | 'both'): string {
  const word = materialWords[material];
  if (say === 'colour' || word === undefined) return colour;
  return say === 'material' ? word : `${colour} ${word}`;
}
