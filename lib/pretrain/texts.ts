import { describeProduct, describeScene, planProduct, planScene, planSlides, SlideMap, writeReport } from '../data';
import { Random } from '../nn';

/** How many texts of each domain to write. */
export interface TextCounts {
  /** Scenes; each has five captions. */
  scenes: number;
  /** Products; each has up to five captions. */
  products: number;
  /** Slides; each has a report. */
  slides: number;
}

/** Texts of the three domains, of which no picture is ever drawn. */
export interface DomainTexts {
  scenes: string[];
  products: string[];
  slides: string[];
}

/** The miniatures' own sets are planned from other seeds than any of these. */
const FIRST_SEED = 77_000_000;

/** A language model knows more words than the pictures of pretraining show: models of the training splits, too. */
const splits = ['pretrain', 'train'] as const;

/** Patches that a slide's report is counted on; what it says does not depend on how many there are. */
const MOST_PATCHES = 80;

/**
 * Texts to train tokenizers and language models on: captions of scenes and products and reports of slides that exist
 * only as plans, with everything in sight. They are of the models of pretraining and training, never of validation
 * and test, and from other seeds than every set of the miniatures.
 */
export function writeTexts({ scenes, products, slides }: TextCounts, seed: number): DomainTexts {
  const first = FIRST_SEED + 1000 * seed;
  return {
    scenes: Array.from({ length: scenes }, (_, i) => sceneCaptions(first, i)).flat(),
    products: Array.from({ length: products }, (_, i) => productCaptions(first + 1, i)).flat(),
    slides: slides > 0 ? planSlides({ seed: first + 2, slides }).map(report) : [],
  };
}

function sceneCaptions(seed: number, index: number): string[] {
  const plan = planScene(seed, splits[index % splits.length]!, index);
  const random = plan.random.child('sight');
  // A thing is the more conspicuous, the larger its number is; every part can be seen.
  const visible = plan.objects.map(({ dressed }) => {
    const pixels = 200 + random.integer(2000);
    return dressed.model.parts.map(() => pixels);
  });
  return describeScene(plan, { visible }, plan.random.child('captions'));
}

function productCaptions(seed: number, index: number): string[] {
  const { dressed, random } = planProduct(seed, splits[index % splits.length]!, Math.floor(index / splits.length));
  return describeProduct(dressed, { pixels: () => Number.POSITIVE_INFINITY }, random.child('captions'));
}

function report(plan: ReturnType<typeof planSlides>[number]): string {
  const small = { ...plan, patches: Math.min(plan.patches, MOST_PATCHES) };
  return writeReport(small, new SlideMap(small)).text;
}

/** The texts of all domains in one list, in an order that depends on the seed alone. */
export function mixTexts({ scenes, products, slides }: DomainTexts, seed: number): string[] {
  return new Random(seed).child('mix').shuffle([...scenes, ...products, ...slides]);
}
