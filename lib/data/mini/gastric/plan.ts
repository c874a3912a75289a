import { Random } from '../../../nn';
import { chance, pick, weighted } from '../words';

/** How tumour tissue grows. */
export const growths = ['ducts', 'papillary', 'solid', 'cords', 'signet', 'mucinous'] as const;
export type Growth = (typeof growths)[number];

/** How deep the tumour reaches. */
export type Reach = 'mucosa' | 'muscularis' | 'submucosa';

export interface Tumour {
  growth: Growth;
  /** From 0, large regular ducts, to 1, small fused ones; of growths without ducts, how irregular the cells are. */
  grade: number;
  /** Another growth beside the main one, and its share of the tumour. */
  second?: { growth: Growth; share: number; arrangement: 'patchy' | 'deeper' };
  reach: Reach;
  /** Share of the tissue that is tumour, where it may reach. */
  extent: number;
}

export interface Stain {
  /** Optical density of red, green and blue of each stain (Macenko et al. 2009). */
  haematoxylin: readonly [number, number, number];
  eosin: readonly [number, number, number];
  strength: readonly [number, number];
  /** Light of the empty glass. */
  white: readonly [number, number, number];
  /** From 0, sharp, to 1. */
  blur: number;
}

/** Everything that decides what a slide looks like. */
export interface SlidePlan {
  id: string;
  seed: number;
  /** Patches with tissue: the size of the bag. */
  patches: number;
  /** Pieces of tissue on the slide. */
  fragments: number;
  /** Width of a piece by its height. */
  aspect: number;
  /** Whether muscle and submucosa lie below the mucosa. */
  layered: boolean;
  tumour: Tumour;
  /** From 0 to 1: how many lymphocytes lie around the tumour. */
  inflammation: number;
  stain: Stain;
}

/** A set of painted slides: as many as asked for, drawn from a seed. */
export interface SlideSet {
  seed: number;
  slides: number;
}

/** The slides of MiniGastric. */
export const miniGastric: SlideSet = { seed: 991, slides: 200 };

/** PatchGastricADC22 has 262,777 patches on 991 slides, at most 1,860 on one. */
const MEAN_PATCHES = 265;
const MOST_PATCHES = 1860;
const FEWEST_PATCHES = 18;

/** Plan the slides of a set. */
export function planSlides({ seed, slides }: SlideSet): SlidePlan[] {
  const random = new Random(seed);
  const sizes = random.child('sizes').shuffle(bagSizes(slides));
  return sizes.map((patches, index) => planSlide(seed, index, patches));
}

/**
 * Sizes that are spread as a log-normal distribution with the original's mean and largest value: its quantiles, so that
 * small sets have the same spread.
 */
function bagSizes(count: number): number[] {
  const spread = 0.95;
  const middle = Math.log(MEAN_PATCHES) - spread ** 2 / 2;
  const sizes = Array.from({ length: count }, (_, i) => {
    const size = Math.exp(middle + spread * normalQuantile((i + 0.5) / count));
    return Math.round(Math.max(FEWEST_PATCHES, Math.min(MOST_PATCHES, size)));
  });
  if (count > 20) sizes[count - 1] = MOST_PATCHES;
  return sizes;
}

/** Inverse of the normal distribution, to 1e-3 (Winitzki's approximation of the inverse error function). */
function normalQuantile(p: number): number {
  const x = 2 * p - 1;
  const log = Math.log(1 - x * x);
  const part = 2 / (Math.PI * 0.147) + log / 2;
  return Math.sign(x) * Math.SQRT2 * Math.sqrt(Math.sqrt(part * part - log / 0.147) - part);
}

function planSlide(seed: number, index: number, patches: number): SlidePlan {
  const random = new Random(seed).child(`slide ${index}`);
  const layered = patches > 90 && chance(0.65, random);
  const fragments = patches < 60 ? 1 : 1 + weighted([50, 32, 18], random);
  return {
    id: slideId(random),
    seed: random.integer(1 << 30),
    patches,
    fragments: layered ? Math.min(2, fragments) : fragments,
    aspect: 1.1 + 1.6 * random.uniform(),
    layered,
    tumour: planTumour(layered, random),
    inflammation: chance(0.45, random) ? random.uniform() : 0,
    stain: planStain(random),
  };
}

const slideId = (random: Random) => Array.from({ length: 16 }, () => random.integer(16).toString(16)).join('');

function planTumour(layered: boolean, random: Random): Tumour {
  const growth = growths[weighted([48, 8, 12, 14, 11, 7], random)]!;
  const grade = random.uniform();
  const others: Growth[] = {
    ducts: ['cords', 'solid', 'papillary'],
    papillary: ['ducts'],
    solid: ['cords', 'ducts'],
    cords: ['signet', 'ducts', 'solid'],
    signet: ['cords'],
    mucinous: ['signet', 'ducts'],
  }[growth] as Growth[];
  const second = chance(0.36, random)
    ? {
        growth: pick(others, random),
        share: 0.12 + 0.33 * random.uniform(),
        arrangement: pick(['patchy', 'deeper'] as const, random),
      }
    : undefined;
  const reach: Reach = layered ? pick(['mucosa', 'muscularis', 'submucosa', 'submucosa'] as const, random) : 'mucosa';
  return { growth, grade, second, reach, extent: 0.45 + 0.45 * random.uniform() };
}

const scanners = [
  { haematoxylin: [0.53, 0.75, 0.39], eosin: [0.18, 0.83, 0.52], white: [243, 241, 244] },
  { haematoxylin: [0.65, 0.7, 0.29], eosin: [0.2, 0.89, 0.38], white: [247, 245, 240] },
  { haematoxylin: [0.62, 0.69, 0.37], eosin: [0.2, 0.87, 0.44], white: [239, 239, 243] },
] as const;

/** Three scanners, and the slides of each stained more or less. */
function planStain(random: Random): Stain {
  const scanner = pick(scanners, random);
  const jitter = (vector: readonly number[]) =>
    vector.map((value) => value * (0.94 + 0.12 * random.uniform())) as unknown as Stain['eosin'];
  return {
    haematoxylin: jitter(scanner.haematoxylin),
    eosin: jitter(scanner.eosin),
    strength: [0.8 + 0.45 * random.uniform(), 0.75 + 0.5 * random.uniform()],
    white: scanner.white,
    blur: random.uniform(),
  };
}
