import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Bfloat16Matrix, tf } from '../engine';
import { withFile } from './files';
import { parseHeader, type StoredTensor } from './header';
import { parseJsonObject } from './json';
import { readBfloat16, readTensor } from './safetensors';

/** The names of Hugging Face's layout. */
export const SINGLE_FILE = 'model.safetensors';
export const INDEX_FILE = 'model.safetensors.index.json';
/** Files of Python's pickle format. */
const PICKLED = /\.(bin|pt|pth|ckpt)$/;

interface Place {
  path: string;
  stored: StoredTensor;
}

/** What is let pass when a tensor is read. */
export interface ReadTensorOptions {
  /** Lets NaN and infinities pass (default false: they are an error that names the tensor). */
  allowNonFinite?: boolean;
}

/**
 * The tensors of a Hugging Face checkpoint folder, in one `model.safetensors` or in the shards that
 * `model.safetensors.index.json` lists. Opening it reads and checks the headers only; `read` gives one tensor at a time.
 */
export class CheckpointFolder {
  private constructor(
    readonly path: string,
    private readonly places: ReadonlyMap<string, Place>,
  ) {}

  /**
   * @param path a folder, or one safetensors file
   * @throws if there are no weights, a shard is missing, unsound or outside of the folder, or index and shards disagree
   */
  static open(path: string): CheckpointFolder {
    if (!existsSync(path)) throw new Error(`${path}: found nothing there, expected a checkpoint folder.`);
    if (!statSync(path).isDirectory()) return new CheckpointFolder(path, placesInFile(path));
    const single = join(path, SINGLE_FILE);
    if (existsSync(single)) return new CheckpointFolder(path, placesInFile(resolveShard(path, SINGLE_FILE)));
    const index = join(path, INDEX_FILE);
    if (existsSync(index)) return new CheckpointFolder(path, placesInShards(path, index));
    const pickled = readdirSync(path).find((file) => PICKLED.test(file));
    if (pickled) refusePickled(join(path, pickled));
    throw new Error(`${path}: found neither ${SINGLE_FILE} nor ${INDEX_FILE}, expected a Hugging Face checkpoint.`);
  }

  /** Names of all tensors, in the order of the files. */
  get names(): string[] {
    return [...this.places.keys()];
  }

  /** Whether there is a tensor of this name. */
  has(name: string): boolean {
    return this.places.has(name);
  }

  /** @throws if there is no tensor of that name */
  shape(name: string): readonly number[] {
    return this.place(name).stored.shape;
  }

  /** The element type as the file says it: `F32`, `F16`, `BF16`, ... @throws if there is no tensor of that name */
  dtype(name: string): string {
    return this.place(name).stored.dtype;
  }

  /** Reads one tensor, widened to float32; the caller disposes of it. @throws as `readSafetensors`, or on numbers that are not finite */
  read(name: string, { allowNonFinite = false }: ReadTensorOptions = {}): tf.Tensor {
    const { path, stored } = this.place(name);
    return withFile(path, 'r', (file) => readTensor(path, file, name, stored, !allowNonFinite));
  }

  /** Reads a matrix to keep it in bfloat16: BF16 as it is, F32 and F16 rounded to nearest even; the caller disposes of it. */
  readBfloat16(name: string, { allowNonFinite = false }: ReadTensorOptions = {}): Bfloat16Matrix {
    const { path, stored } = this.place(name);
    return withFile(path, 'r', (file) => readBfloat16(path, file, name, stored, !allowNonFinite));
  }

  private place(name: string): Place {
    const place = this.places.get(name);
    if (!place) throw new Error(`${this.path}: found no tensor "${name}", expected one of its ${this.places.size}.`);
    return place;
  }
}

function placesInFile(path: string): Map<string, Place> {
  if (PICKLED.test(path)) refusePickled(path);
  const { tensors } = withFile(path, 'r', (file) => parseHeader(path, file));
  return new Map(Object.entries(tensors).map(([name, stored]) => [name, { path, stored }]));
}

/** Where the index says that each tensor is, checked against the shards' own headers. */
function placesInShards(folder: string, index: string): Map<string, Place> {
  const shardOf = parseIndex(index);
  const shards = new Map(
    [...new Set(shardOf.values())].map((shard) => [shard, placesInFile(resolveShard(folder, shard))]),
  );
  const places = new Map<string, Place>();
  const problems: string[] = [];
  for (const [name, shard] of shardOf) {
    const place = shards.get(shard)!.get(name);
    if (place) places.set(name, place);
    else problems.push(`${shard} lacks ${name}`);
  }
  for (const [shard, found] of shards) {
    const unlisted = [...found.keys()].filter((name) => shardOf.get(name) !== shard);
    problems.push(...unlisted.map((name) => `${shard} holds ${name}, which the index does not place there`));
  }
  if (problems.length > 0) throw new Error(`${index}: index and shards disagree:\n  ${problems.join('\n  ')}`);
  return places;
}

function parseIndex(path: string): Map<string, string> {
  try {
    const { weight_map: map } = parseJsonObject(readFileSync(path, 'utf8'));
    const entries = Object.entries((map ?? {}) as Record<string, unknown>);
    if (entries.length === 0 || entries.some(([, shard]) => typeof shard !== 'string'))
      throw new Error('found no "weight_map" of file names by tensor');
    return new Map(entries as [string, string][]);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}, expected the index of a sharded checkpoint.`);
  }
}

/** The file of a shard. @throws if it is missing, or is not in the folder: an index must not make us read other files */
function resolveShard(folder: string, shard: string): string {
  const where = `${folder}: weights file ${JSON.stringify(shard)}`;
  if (shard !== basename(shard) || shard === '..' || shard.includes('\\') || shard.includes('\0'))
    throw new Error(`${where}: found a path, expected the name of a file in the folder.`);
  const path = join(folder, shard);
  if (!existsSync(path)) throw new Error(`${where}: found no such file, expected it in the folder.`);
  const real = realpathSync(path);
  if (!homes(folder).some((home) => real.startsWith(home + sep)))
    throw new Error(`${where}: found a link to ${real}, expected a file in the folder.`);
  return path;
}

/** Where the files of a folder may really lie: in it, or in the store of Hugging Face's cache, whose folders hold links. */
function homes(folder: string): string[] {
  const snapshots = dirname(resolve(folder));
  const blobs = join(dirname(snapshots), 'blobs');
  const cached = basename(snapshots) === 'snapshots' && existsSync(blobs);
  return [folder, ...(cached ? [blobs] : [])].map((home) => realpathSync(home));
}

function refusePickled(path: string): never {
  const folder = dirname(path);
  throw new Error(
    `${path}: found weights in Python's pickle format, expected safetensors: reading pickle can run any code that it holds. ` +
      `Where you trust the file, convert it in Python: from transformers import AutoModelForVision2Seq; ` +
      `AutoModelForVision2Seq.from_pretrained("${folder}").save_pretrained("${folder}-safetensors", safe_serialization=True)`,
  );
}
