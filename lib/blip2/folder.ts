import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CheckpointFolder, restore, type SaveOptions, saveCheckpoint } from '../checkpoint';
import { loadTokenizer, type Tokenizer } from '../language';
import { checkOption, type Parameters, type Scope } from '../nn';
import { ImageProcessor } from '../vision';
import type { InstanceKind } from './bags';
import { type Blip2Config, readBlip2Config } from './config';
import {
  belongsToPromptGenerator,
  buildParts,
  isNewInMivpg,
  isTiedCopy,
  type Parts,
  type PromptGeneratorChoice,
} from './parts';

/** What lies beside the weights in a Hugging Face folder. */
const companions = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'special_tokens_map.json',
  'tokenizer.json',
  'tokenizer_config.json',
];

/** Options of MIVPG in a folder that was saved with one; other readers of the folder leave it alone. */
const MIVPG_FILE = 'mivpg.json';

/** The prompt generator that a folder was saved with: QFormer in every folder of Hugging Face's. */
function savedPromptGenerator(folder: string): PromptGeneratorChoice {
  const file = join(folder, MIVPG_FILE);
  if (!existsSync(file)) return 'qformer';
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PromptGeneratorChoice;
  } catch (error) {
    throw new Error(`${file}: found text that is no JSON (${(error as Error).message}), expected options of MIVPG.`);
  }
}

/** What a folder with BLIP-2 is loaded as. */
export interface Blip2Options {
  /**
   * MIVPG starts from the QFormer's weights; what is new in it gets its documented start. Default: what the folder was
   * saved with, which is `qformer` for Hugging Face's.
   */
  promptGenerator?: PromptGeneratorChoice;
  /** What the instances of a sample are; default: `images` where the prompt generator pools images, else `patches`. */
  instances?: InstanceKind;
  /** Of the weights that are new in MIVPG (default 0). */
  seed?: number;
  /**
   * How the matrices of the vision and the language model are kept, which are frozen then: `bfloat16` takes half of the
   * memory, rounds factors and products to 8 bits of mantissa, and is faster on processors with instructions for it.
   * Default `float32`.
   */
  frozen?: (typeof frozenPrecisions)[number];
}

export const frozenPrecisions = ['float32', 'bfloat16'] as const;

/** All that a folder holds, ready to run. */
export interface LoadedBlip2 {
  /** The folder. */
  source: string;
  config: Blip2Config;
  processor: ImageProcessor;
  tokenizer: Tokenizer;
  promptGenerator: PromptGeneratorChoice;
  instanceKind: InstanceKind;
  parameters: Parameters;
  /** Names of parameters that the weights lack. */
  fresh: readonly string[];
  parts: Parts;
}

export function loadFolder(folder: string, options: Blip2Options): LoadedBlip2 {
  const config = readBlip2Config(folder);
  const { promptGenerator = savedPromptGenerator(folder), seed, frozen = 'float32' } = options;
  checkOption('frozen', frozen, frozenPrecisions);
  const weights = CheckpointFolder.open(folder);
  const processor = ImageProcessor.fromPretrained(folder);
  const tokenizer = loadTokenizer(folder);
  tokenizer.checkVocabulary(config.language.options.vocabulary, folder);
  const build = (scope: Scope) => buildParts(scope, config, promptGenerator);
  const {
    model: parts,
    parameters,
    fresh,
  } = restore(weights, build, {
    seed,
    mayBeNew: isNewInMivpg,
    mayBeUnused: isTiedCopy,
    keepHalf: (name) => frozen === 'bfloat16' && !belongsToPromptGenerator(name),
  });
  const pools = promptGenerator !== 'qformer' && promptGenerator.imagePooling !== undefined;
  const instanceKind = options.instances ?? (pools ? 'images' : 'patches');
  return { source: folder, config, processor, tokenizer, promptGenerator, instanceKind, parameters, fresh, parts };
}

/** Writes a folder that `loadFolder`, and with a QFormer Hugging Face's own loader, reads; the weights come last. */
export function saveFolder(
  folder: string,
  { source, parameters, promptGenerator }: LoadedBlip2,
  options: SaveOptions,
): void {
  mkdirSync(folder, { recursive: true });
  if (resolve(folder) !== resolve(source)) {
    for (const name of companions.filter((file) => existsSync(join(source, file))))
      writeWhole(join(folder, name), readFileSync(join(source, name)));
  }
  const file = join(folder, MIVPG_FILE);
  if (promptGenerator === 'qformer') rmSync(file, { force: true });
  else writeWhole(file, `${JSON.stringify(promptGenerator, null, 2)}\n`);
  saveCheckpoint(folder, Object.fromEntries(parameters.all()), options);
}

/** A reader never meets half a file. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}
