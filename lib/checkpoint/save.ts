import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCount } from '../nn';
import { besideName } from './files';
import { INDEX_FILE, SINGLE_FILE } from './folder';
import { storedBytes, type Writable, type WriteOptions, writeSafetensors } from './write';

/** How a checkpoint is spread over files. */
export interface SaveOptions extends WriteOptions {
  /** Above this the tensors are spread over several files, each of that size at most (default 5e9, as Hugging Face). */
  maxShardBytes?: number;
}

const WEIGHT_FILE = /^model(-\d{5}-of-\d{5}\.safetensors|\.safetensors|\.safetensors\.index\.json)$/;

/**
 * Writes the weights of a Hugging Face checkpoint folder, as `model.safetensors` or as shards with their index, and
 * removes the weights that the folder had before. While it writes, the folder has its old weights; the names change at the end.
 * @param tensors by name: of `Parameters`, `Object.fromEntries(parameters.all())`
 */
export function saveCheckpoint(
  folder: string,
  tensors: Readonly<Record<string, Writable>>,
  { maxShardBytes = 5e9, ...options }: SaveOptions = {},
): void {
  checkCount('maxShardBytes', maxShardBytes);
  mkdirSync(folder, { recursive: true });
  const shards = split(tensors, maxShardBytes, options);
  const files = new Map(shards.map((shard, i) => [shardName(i, shards.length), shard]));
  const written: string[] = [];
  try {
    for (const [name, shard] of files) {
      writeSafetensors(besideName(join(folder, name)), shard, options);
      written.push(name);
    }
    if (files.size > 1) {
      writeFileSync(besideName(join(folder, INDEX_FILE)), indexOf(files, options));
      written.push(INDEX_FILE);
    }
    // First away with the old names, then in with the new ones, the index last: old and new weights never mix.
    for (const old of readdirSync(folder).filter((file) => WEIGHT_FILE.test(file))) rmSync(join(folder, old));
    for (const name of written) renameSync(besideName(join(folder, name)), join(folder, name));
  } catch (error) {
    for (const name of written) rmSync(besideName(join(folder, name)), { force: true });
    throw error;
  }
}

type Shard = Record<string, Writable>;

/** Fills shards in order; a tensor larger than a shard gets one of its own. */
function split(tensors: Readonly<Shard>, limit: number, { dtype = 'F32' }: WriteOptions): Shard[] {
  const shards: Shard[] = [{}];
  let size = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const bytes = storedBytes(tensor, dtype);
    if (size > 0 && size + bytes > limit) {
      shards.push({});
      size = 0;
    }
    shards.at(-1)![name] = tensor;
    size += bytes;
  }
  return shards;
}

function shardName(index: number, count: number): string {
  const digits = (n: number) => String(n).padStart(5, '0');
  return count === 1 ? SINGLE_FILE : `model-${digits(index + 1)}-of-${digits(count)}.safetensors`;
}

function indexOf(files: ReadonlyMap<string, Shard>, { dtype = 'F32' }: WriteOptions): string {
  const tensors = [...files.values()].flatMap((shard) => Object.values(shard));
  const names = [...files].flatMap(([file, shard]) => Object.keys(shard).map((name) => [name, file]));
  const total = tensors.reduce((sum, tensor) => sum + storedBytes(tensor, dtype), 0);
  return `${JSON.stringify({ metadata: { total_size: total }, weight_map: Object.fromEntries(names) }, null, 2)}\n`;
}
