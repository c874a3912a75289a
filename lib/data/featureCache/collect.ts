import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes, withFile } from '../../checkpoint/files';
import { isRunning } from '../../engine/install/owned';
import { isObject } from '../json';
import { isStale } from './claim';
import { checkRow, type Place, readShardIndex } from './shard';
import { hashFolder, SPACE_FILE } from './space';

/** What tidying removes. */
export interface CollectOptions {
  /** Reads every shard and compares checksums (default: only whether the files are whole). */
  verify?: boolean;
  /** Removes features that nobody has used for so many days (default: none are). */
  unusedDays?: number;
  /** Removes the features of this model, by its id. */
  model?: string;
  /** Says what would be removed, and removes nothing. */
  dryRun?: boolean;
}

/** Something that was removed. */
export interface Removal {
  path: string;
  bytes: number;
  reason: string;
}

/** What is left of the features of one model and preprocessing. */
export interface SpaceSummary {
  folder: string;
  model: string;
  output: string;
  images: number;
  bytes: number;
}

/** What tidying did. */
export interface Collection {
  removed: Removal[];
  kept: SpaceSummary[];
}

const DAY = 24 * 60 * 60_000;
/** A file of a process that this machine does not know, a container's say, is left alone for so long. */
const FOREIGN_MILLISECONDS = DAY;

/**
 * Removes from a feature cache what is of no use: damaged shards, shards whose images are in others, what killed
 * processes left behind, and on request features that were not used for long or are of one model. Extractions may run.
 */
export function collectFeatures(cache: string, options: CollectOptions = {}): Collection {
  const collector = new Collector(options);
  for (const name of namesIn(cache)) {
    if (join(cache, name) !== hashFolder(cache)) collector.visitSpace(join(cache, name));
  }
  collector.visitHashes(hashFolder(cache));
  return { removed: collector.removed, kept: collector.kept };
}

class Collector {
  readonly removed: Removal[] = [];
  readonly kept: SpaceSummary[] = [];

  constructor(private readonly options: CollectOptions) {}

  visitSpace(folder: string): void {
    const space = describeSpace(folder);
    if (!space) return; // not ours
    const { unusedDays = Number.POSITIVE_INFINITY, model } = this.options;
    const age = ageOf(join(folder, SPACE_FILE)) / DAY;
    if (age > unusedDays) this.remove(folder, `not used for ${Math.floor(age)} days`);
    else if (space.model === model) this.remove(folder, `of the model ${model}`);
    else this.tidySpace(folder, space);
  }

  private tidySpace(folder: string, space: { model: string; output: string }): void {
    this.removeLeftovers(folder);
    this.removeLeftovers(join(folder, 'claims'));
    for (const name of namesIn(join(folder, 'claims'))) {
      const path = join(folder, 'claims', name);
      if (isStale(path)) this.remove(path, 'a claim of a process that is gone');
    }
    this.kept.push({ ...space, folder, ...this.visitShards(join(folder, 'shards')) });
  }

  /** The largest first, so that a shard whose images are elsewhere is found. */
  private visitShards(folder: string): { images: number; bytes: number } {
    this.removeLeftovers(folder);
    const shards = namesIn(folder)
      .filter((name) => name.endsWith('.safetensors'))
      .map((name) => ({ path: join(folder, name), bytes: sizeOf(join(folder, name)) }))
      .sort((a, b) => b.bytes - a.bytes);
    const seen = new Set<string>();
    let kept = 0;
    for (const { path, bytes } of shards) {
      const hashes = this.readShard(path);
      if (typeof hashes === 'string') this.remove(path, hashes);
      else if (hashes.every((hash) => seen.has(hash))) this.remove(path, 'all its images are in other shards');
      else kept += bytes;
      if (typeof hashes !== 'string') for (const hash of hashes) seen.add(hash);
    }
    return { images: seen.size, bytes: kept };
  }

  /** The images of a shard, or what is wrong with it. */
  private readShard(path: string): string[] | string {
    try {
      const index = readShardIndex(path);
      if (this.options.verify) verifyShard(path, index);
      return [...index.keys()];
    } catch (error) {
      return `damaged: ${(error as Error).message}`;
    }
  }

  visitHashes(folder: string): void {
    this.removeLeftovers(folder);
    const { unusedDays = Number.POSITIVE_INFINITY } = this.options;
    for (const name of namesIn(folder)) {
      const age = ageOf(join(folder, name)) / DAY;
      if (age > unusedDays) this.remove(join(folder, name), `content hashes, ${Math.floor(age)} days old`);
    }
  }

  /** Files that were being written by processes that are gone. */
  private removeLeftovers(folder: string): void {
    for (const name of namesIn(folder)) {
      const pid = /\.(\d+)\.(partial|stale)$/.exec(name)?.[1];
      if (pid === undefined) continue;
      const path = join(folder, name);
      if (!isRunning(Number(pid)) || ageOf(path) > FOREIGN_MILLISECONDS)
        this.remove(path, 'left by a process that is gone');
    }
  }

  private remove(path: string, reason: string): void {
    this.removed.push({ path, bytes: sizeOf(path), reason });
    if (!this.options.dryRun) rmSync(path, { recursive: true, force: true });
  }
}

function verifyShard(path: string, index: ReadonlyMap<string, Place>): void {
  withFile(path, 'r', (file) => {
    for (const [hash, place] of index) checkRow(hash, place, readBytes(file, place.begin, place.end - place.begin));
  });
}

function describeSpace(folder: string): { model: string; output: string } | undefined {
  try {
    const space: unknown = JSON.parse(readFileSync(join(folder, SPACE_FILE), 'utf8'));
    if (isObject(space)) return { model: String(space.model), output: String(space.output) };
  } catch {}
  return undefined;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Bytes of a file or of all files in a folder. */
function sizeOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats?.size ?? 0;
  return namesIn(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

const ageOf = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
