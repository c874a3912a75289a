import type { InstanceKind, MivpgChoice } from '../blip2';
import type { ImagePoolingKind } from '../vpg';
import { StudyError } from './errors';
import type { ScenarioName } from './spec';

/** What of a sample a model sees, where it is not what the scenario gives. */
export type VariantView =
  /** The patches of the first image. */
  | 'overview'
  /** The patches of all images in one row. */
  | 'patches';

/** A model of the comparison, as plain data. */
export interface Variant {
  /** As tables call it. */
  title: string;
  /** The scenarios that it is made for. */
  scenarios: readonly ScenarioName[];
  /** Default: BLIP-2. */
  captioner?: 'blip2' | 'lstm';
  /** What the prompt generator has beyond the QFormer. */
  generator?: Omit<MivpgChoice, 'imagePooling' | 'clsFirst' | 'dropout'>;
  /** How an image of many becomes an instance (default `ab-mil`, Eq. 4). */
  imagePooling?: ImagePoolingKind;
  view?: VariantView;
  /** `none` is BLIP-2 as it was pretrained; `with-vision` trains the vision model too (default `prompt-generator`). */
  trains?: 'none' | 'prompt-generator' | 'with-vision';
  /** Whether training sees changed views of the pictures. */
  augmented?: boolean;
  /** Pyramid positional encoding on a square in file order, though positions are known (default: where they lie). */
  square?: boolean;
  /** How the LSTM's bags become one vector. */
  pooler?: 'mean' | 'ab-mil';
}

const everywhere: readonly ScenarioName[] = ['scenes', 'slides', 'products', 'photographs'];
const single: readonly ScenarioName[] = ['scenes', 'photographs'];
/** Where patches, or images, may lie on a grid. */
const gridded: readonly ScenarioName[] = ['scenes', 'slides', 'photographs'];
const many: readonly ScenarioName[] = ['slides', 'products'];
const slides: readonly ScenarioName[] = ['slides'];
const products: readonly ScenarioName[] = ['products'];

const none = { correlation: 'none' } as const;
const ppeg = { ppeg: 'every-layer' } as const;

/**
 * All models of the study by name. `qformer` is MIVPG without correlation and without positions: on products it pools
 * each image first, as MIVPG does there.
 */
export const variants = {
  'zero-shot': { title: 'Zero-shot', scenarios: everywhere, trains: 'none', generator: none },
  qformer: { title: 'QFormer (w/o CSA)', scenarios: everywhere, generator: none },
  ppeg: { title: 'QFormer + PPEG', scenarios: gridded, generator: { ...none, ...ppeg } },
  csa: { title: 'MIVPG (CSA)', scenarios: everywhere, generator: { correlation: 'csa' } },
  'ppeg-csa': { title: 'MIVPG (CSA + PPEG)', scenarios: gridded, generator: { correlation: 'csa', ...ppeg } },
  // Table 3: other ways for instances to see each other.
  sa: { title: 'MIVPG (SA)', scenarios: everywhere, generator: { correlation: 'sa' } },
  'ppeg-sa': { title: 'MIVPG (SA + PPEG)', scenarios: gridded, generator: { correlation: 'sa', ...ppeg } },
  nystrom: { title: 'MIVPG (Nystrom)', scenarios: many, generator: { correlation: 'nystrom' } },
  isab: { title: 'MIVPG (ISAB)', scenarios: many, generator: { correlation: 'isab' } },
  // Table 2: other ways to show a model many images.
  'single-image': { title: 'Single image', scenarios: products, generator: none, view: 'overview' },
  'patch-concat': { title: 'Patch concatenation', scenarios: products, generator: none, view: 'patches' },
  'csa-gated': pooled('gated', 'gated AB-MIL'),
  'csa-mean': pooled('mean', 'mean'),
  'csa-max': pooled('max', 'maximum'),
  'csa-cls': pooled('cls', '[CLS]'),
  // Table 1: the baselines on slides, and what augmentation does.
  'lstm-mean': { title: 'LSTM, mean', scenarios: slides, captioner: 'lstm', pooler: 'mean' },
  'lstm-ab-mil': { title: 'LSTM, AB-MIL', scenarios: slides, captioner: 'lstm', pooler: 'ab-mil' },
  'lstm-mean-augmented': {
    title: 'LSTM, mean (aug)',
    scenarios: slides,
    captioner: 'lstm',
    pooler: 'mean',
    augmented: true,
  },
  'lstm-ab-mil-augmented': {
    title: 'LSTM, AB-MIL (aug)',
    scenarios: slides,
    captioner: 'lstm',
    pooler: 'ab-mil',
    augmented: true,
  },
  'qformer-augmented': { title: 'QFormer (w/o CSA, aug)', scenarios: slides, generator: none, augmented: true },
  'csa-augmented': { title: 'MIVPG (CSA, aug)', scenarios: slides, generator: { correlation: 'csa' }, augmented: true },
  // Fig. 8
  'qformer-unfrozen': { title: 'QFormer, ViT trained', scenarios: single, generator: none, trains: 'with-vision' },
  // What the paper leaves open, one change at a time.
  'csa-self-attended': csa('keys after self-attention', { keys: 'self-attended' }),
  'csa-residual': csa('residual without norm', { residual: 'residual' }),
  'csa-postnorm': csa('norm behind, random start', { residual: 'postnorm' }),
  'csa-original': csa('each block from the original bag', { carry: 'original' }),
  'ppeg-first-layer': {
    title: 'QFormer + PPEG (first layer)',
    scenarios: gridded,
    generator: { ...none, ppeg: 'first-layer' },
  },
  'ppeg-square': {
    title: 'QFormer + PPEG (square)',
    scenarios: slides,
    generator: { ...none, ...ppeg },
    square: true,
  },
} as const satisfies Record<string, Variant>;

/** Name of a variant, a key of `variants`. */
export type VariantName = keyof typeof variants;

function pooled(imagePooling: ImagePoolingKind, title: string) {
  return {
    title: `MIVPG (CSA), images by ${title}`,
    scenarios: products,
    generator: { correlation: 'csa' },
    imagePooling,
  } as const satisfies Variant;
}

function csa(title: string, change: MivpgChoice) {
  return {
    title: `MIVPG (CSA, ${title})`,
    scenarios: everywhere,
    generator: { correlation: 'csa', ...change },
  } as const satisfies Variant;
}

/** The names of the variants that a scenario has. */
export const variantsOf = (scenario: ScenarioName): string[] =>
  Object.entries<Variant>(variants)
    .filter(([, { scenarios }]) => scenarios.includes(scenario))
    .map(([name]) => name);

/** @throws StudyError `wrong-spec`, with the scenario's variants, if it has none of that name */
export function variantOf(name: string, scenario: ScenarioName): Variant {
  const known = variantsOf(scenario);
  if (known.includes(name)) return variants[name as VariantName];
  throw new StudyError('wrong-spec', scenario, `found the variant "${name}", expected one of ${known.join(', ')}`);
}

/** The instances of a sample as a variant sees them. @param given what the scenario has */
export function instancesOf(variant: Variant, given: InstanceKind): InstanceKind {
  if (variant.captioner === 'lstm') return 'cls';
  return variant.view === 'patches' || seesOverview(variant, given) ? 'patches' : given;
}

/** Whether only the first image of a sample is shown: without training, no BLIP-2 can make anything of pooled images. */
export const seesOverview = ({ view, trains }: Variant, given: InstanceKind): boolean =>
  view === 'overview' || (trains === 'none' && given === 'images');

/** The prompt generator of a variant, for instances of a kind. @param dropout while training */
export function promptGeneratorOf(variant: Variant, instances: InstanceKind, dropout: number): MivpgChoice {
  const { generator = none, imagePooling = 'ab-mil' } = variant;
  if (instances === 'images') return { ...generator, imagePooling, dropout };
  return { ...generator, clsFirst: instances === 'patches', dropout };
}

/** Whether a variant asks where instances lie. */
export const usesPositions = ({ generator, square }: Variant): boolean =>
  !square && generator?.ppeg !== undefined && generator.ppeg !== 'none';
