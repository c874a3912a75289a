import { Random } from '../../../nn';
import { type DressedModel, dress, loadModels, type Model, type Side } from '../models';
import { type Picture, render } from '../render';
import { weighted } from '../words';
import { describeProduct, type Seen } from './captions';
import { planViews, type View } from './views';

/** A product that is planned but not drawn: cheap, and the same whatever else is made. */
export interface ProductPlan {
  /** Ten capital letters and digits, as the catalogue of Amazon has them. */
  id: string;
  dressed: DressedModel;
  views: readonly View[];
  random: Random;
}

export interface Product extends ProductPlan {
  pictures: readonly Picture[];
  captions: readonly string[];
}

export type ModelSplit = Model['split'];

/** How often a product has 2, 3, 4, ... pictures. */
const viewCounts = [60, 130, 170, 160, 130, 95, 70, 50, 35, 25, 18, 12, 8, 6];

/** One product in fifty has many: 16 to 21 in turn, so that small sets reach the largest count, too. */
const viewsOf = (index: number, random: Random) =>
  index % 50 === 7 ? 16 + ((Math.floor(index / 50) + 5) % 6) : 2 + weighted(viewCounts, random);

/**
 * Plan product number `index` of a set. The models of a split take turns, so that each has as many variants.
 * @param split which models: no model is in two of them
 */
export function planProduct(seed: number, split: ModelSplit, index: number): ProductPlan {
  const models = loadModels().filter((model) => model.split === split && model.place !== 'ceiling');
  const random = new Random(seed).child(`product ${split} ${index}`);
  const dressed = dress(models[index % models.length]!, random.child('look'));
  const count = viewsOf(index, random);
  return { id: productId(random), dressed, views: planViews(dressed, count, random.child('views')), random };
}

/** Draw a product's pictures, and describe what they show. */
export function makeProduct(plan: ProductPlan): Product {
  const pictures = plan.views.map(({ shot }) => render(shot));
  const captions = describeProduct(plan.dressed, whatIsSeen(plan.views, pictures), plan.random.child('captions'));
  return { ...plan, pictures, captions };
}

export function whatIsSeen(views: readonly View[], pictures: readonly Picture[]): Seen {
  return {
    pixels(part, side) {
      const shown = pictures.filter((_, i) => side === undefined || showsSide(views[i]!, side));
      return Math.max(0, ...shown.map(({ visible }) => visible[0]![part] ?? 0));
    },
  };
}

function showsSide({ azimuth, elevation }: View, side: Side): boolean {
  if (side === 'top') return elevation > 30;
  const turn = Math.abs(((azimuth + 540) % 360) - 180);
  return turn < 60 && elevation < 50;
}

function productId(random: Random): string {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return `M${Array.from({ length: 9 }, () => letters[random.integer(letters.length)]).join('')}`;
}
