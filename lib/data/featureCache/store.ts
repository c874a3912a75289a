import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { storedTypes } from '../../checkpoint/dtypes';
import { alignedBytes } from '../../engine';
import { OpenFiles } from './openFiles';
import { checkRow, type Place, readShardIndex } from './shard';
import { rowBytes, type SpaceFolder } from './space';

/** Shards that are open at a time. */
const OPEN_FILES = 32;

/** Neighbouring rows of a shard, to be read at once. */
interface Run {
  path: string;
  begin: number;
  end: number;
}

/** Reads features of one space by the content hash of their image. */
export class FeatureStore {
  private readonly index = new Map<string, Place>();
  /** Shards that were looked at. */
  private readonly known = new Set<string>();
  private readonly files = new OpenFiles(OPEN_FILES);

  constructor(readonly space: SpaceFolder) {
    this.refresh();
  }

  /** Finds shards that were added since, by this or another process. Unreadable and foreign ones count as not there. */
  refresh(): void {
    for (const name of readdirSync(this.space.shards)) {
      if (!name.endsWith('.safetensors') || this.known.has(name)) continue;
      this.known.add(name);
      try {
        for (const [hash, place] of readShardIndex(join(this.space.shards, name))) {
          if (place.end - place.begin === rowBytes(this.space.space)) this.index.set(hash, place);
        }
      } catch {
        // Damaged: its images are extracted again, and the shard is replaced or collected.
      }
    }
  }

  /** Takes in a shard that was just written, in place of what was known of it. */
  add(name: string): void {
    this.known.delete(name);
    this.refresh();
  }

  has(hash: string): boolean {
    return this.index.has(hash);
  }

  /**
   * The features of images, one after the other: [count, ...row shape]. Rows that follow each other in a shard, as those
   * of a bag do, are read with one call.
   * @param verify whether checksums are compared @throws if features are not there or damaged
   */
  async read(hashes: readonly string[], verify = true): Promise<Float32Array> {
    const places = hashes.map((hash) => this.placeOf(hash));
    const bytes = alignedBytes(hashes.length * rowBytes(this.space.space));
    let done = 0;
    for (const run of runsOf(places)) {
      await this.readRun(run, bytes.subarray(done, done + run.end - run.begin));
      done += run.end - run.begin;
    }
    if (verify) this.verify(hashes, places, bytes);
    return storedTypes.get(this.space.space.dtype)!.decode(bytes) as Float32Array;
  }

  private verify(hashes: readonly string[], places: readonly Place[], bytes: Uint8Array): void {
    const length = rowBytes(this.space.space);
    for (const [i, hash] of hashes.entries()) checkRow(hash, places[i]!, bytes.subarray(i * length, (i + 1) * length));
  }

  private placeOf(hash: string): Place {
    const place = this.index.get(hash);
    if (!place) throw new Error(`${this.space.folder}: found no features of the image ${hash}. Extract them first.`);
    return place;
  }

  private readRun({ path, begin, end }: Run, target: Uint8Array): Promise<void> {
    return this.files.use(path, async (file) => {
      for (let done = 0; done < target.length; ) {
        const { bytesRead } = await file.read(target, done, target.length - done, begin + done);
        if (bytesRead === 0) throw new Error(`${path}: found the end of the file, expected ${end} bytes.`);
        done += bytesRead;
      }
    });
  }

  async close(): Promise<void> {
    await this.files.close();
  }
}

function runsOf(places: readonly Place[]): Run[] {
  const runs: Run[] = [];
  for (const { path, begin, end } of places) {
    const last = runs.at(-1);
    if (last?.path === path && last.end === begin) last.end = end;
    else runs.push({ path, begin, end });
  }
  return runs;
}
