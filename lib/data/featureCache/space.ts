import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type SavedFloatType, savedFloatTypes } from '../../checkpoint';
import { checkCount, checkOption } from '../../nn';
import { writeWhole } from '../writeWhole';

/** What can be kept of an image: its [CLS] row, all rows, or one pooled row. */
export const featureOutputs = ['cls', 'tokens', 'pooled'] as const;

/** What is kept of an image: its [CLS] token, all tokens, or the mean of the patch tokens. */
export type FeatureOutput = (typeof featureOutputs)[number];

/** What features are of: images of the same content have the same features within it. */
export interface FeatureSpace {
  /** Names the model and its weights: another one whenever a weight is another one. */
  model: string;
  /** Names what is done to an image before the model sees it: size, resampling, normalisation. */
  preprocessing: string;
  output: FeatureOutput;
  dtype: SavedFloatType;
  /** Tokens of an image, [CLS] among them. */
  tokens: number;
  width: number;
}

/** Increased when the layout of the cache changes. */
const VERSION = 1;

/** Shape of an image's features: [D], or [tokens, D]. */
export const rowShape = ({ output, tokens, width }: FeatureSpace): number[] =>
  output === 'tokens' ? [tokens, width] : [width];

/** Bytes of an image's features. */
export const rowBytes = (space: FeatureSpace): number =>
  rowShape(space).reduce((product, size) => product * size, space.dtype === 'F32' ? 4 : 2);

/** The user's feature cache; `XDG_CACHE_HOME` moves it. */
export const defaultFeatureCache = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mivpg', 'features');

/** The files of one space in a cache. */
export class SpaceFolder {
  readonly folder: string;
  readonly shards: string;
  readonly claims: string;

  /** @throws if the space is impossible */
  constructor(
    readonly cache: string,
    readonly space: FeatureSpace,
  ) {
    checkOption('output', space.output, featureOutputs);
    checkOption('dtype', space.dtype, savedFloatTypes);
    checkCount('tokens', space.tokens);
    checkCount('width', space.width);
    const { model, preprocessing, output, dtype, tokens, width } = space;
    const text = JSON.stringify([VERSION, model, preprocessing, output, dtype, tokens, width]);
    this.folder = join(cache, digest(text));
    this.shards = join(this.folder, 'shards');
    this.claims = join(this.folder, 'claims');
  }

  /** Makes the folders, and marks the space as used now. */
  use(): void {
    for (const folder of [this.shards, this.claims, hashFolder(this.cache)]) mkdirSync(folder, { recursive: true });
    const description = join(this.folder, SPACE_FILE);
    if (existsSync(description)) utimesSync(description, new Date(), new Date());
    else writeWhole(description, `${JSON.stringify({ version: VERSION, ...this.space }, null, 2)}\n`);
  }
}

/** Says what the features of a folder are of; its time is that of the last use. */
export const SPACE_FILE = 'space.json';

/** Content hashes of images whose files have not changed, which all spaces share. */
export const hashFolder = (cache: string): string => join(cache, 'hashes');

/** 128 bits of SHA-256, to name things by their content. */
export const digest = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 32);
};
