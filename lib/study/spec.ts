import { createHash } from 'node:crypto';
import { type LanguageKind, languageKinds } from '../blip2/languageKinds';
import type { TrainingSettings } from '../train/settings';

/** Version of what specs and results mean; those of another one are refused. */
export const specVersion = 1;

/** The paper's scenarios, and photographs. */
export const scenarioNames = ['scenes', 'slides', 'products', 'photographs'] as const;
/** Name of a scenario. */
export type ScenarioName = (typeof scenarioNames)[number];

/** How large data and models can be. */
export const scales = ['mini', 'full'] as const;
/** How large data and models are: those that come with the package, or the paper's. */
export type Scale = (typeof scales)[number];

export { type LanguageKind, languageKinds };

/** One run of the study, as plain JSON: everything that its result depends on. */
export interface RunSpec {
  version: typeof specVersion;
  scenario: ScenarioName;
  /** The miniature and the small model, or the full data set and a user's BLIP-2. */
  scale: Scale;
  /** The frozen language model. */
  language: LanguageKind;
  /** Name of what is trained, or not: see `variantsOf`. */
  variant: string;
  /** Training samples, a random subset by the seed; `all` there are. */
  size: number | 'all';
  seed: number;
  /** Complete; `settings.seed` is the spec's. */
  settings: TrainingSettings;
}

/** JSON with the keys of each object in order and without spaces: one text for each value. @throws for what JSON lacks */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
  }
  const plain = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  if (!plain) throw new Error(`Found ${String(value)}, expected what JSON can hold.`);
  return JSON.stringify(value);
}

/** Name of a run and its folder: the first 16 hexadecimal digits of SHA-256 over the spec's canonical JSON. */
export function runId(spec: RunSpec): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex').slice(0, 16);
}

/** A run in words: `scenes, t5, ppeg, 400 samples, seed 2`. */
export function describeSpec({ scenario, scale, language, variant, size, seed }: RunSpec): string {
  return `${scenario}${scale === 'full' ? ' (full)' : ''}, ${language}, ${variant}, ${size} samples, seed ${seed}`;
}
