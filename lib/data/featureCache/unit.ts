import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../json';
import type { SampleImage } from '../sample';
import { writeWhole } from '../writeWhole';
import { digest, hashFolder } from './space';

/** Consecutive images of a data set, whose features are computed and written together. */
export class Unit {
  /** Names the unit by its files as they are now. */
  readonly id: string;
  /** Whether the name changes with the files' contents. */
  private readonly fingerprinted: boolean;

  constructor(
    readonly images: readonly SampleImage[],
    private readonly cache: string,
  ) {
    this.fingerprinted = images.every((image) => image.fingerprint);
    this.id = digest(JSON.stringify(images.map((image) => image.fingerprint?.() ?? image.name)));
  }

  /** The images' content hashes, if they were computed since the files changed last. */
  knownHashes(): string[] | undefined {
    if (!this.fingerprinted) return undefined;
    try {
      const file: unknown = JSON.parse(readFileSync(this.hashFile, 'utf8'));
      const hashes: unknown = isObject(file) ? file.hashes : undefined;
      if (Array.isArray(hashes) && hashes.length === this.images.length) return hashes;
    } catch {
      // Not there, or not readable: computed again.
    }
    return undefined;
  }

  keepHashes(hashes: readonly string[]): void {
    if (this.fingerprinted) writeWhole(this.hashFile, JSON.stringify({ hashes }));
  }

  private get hashFile(): string {
    return join(hashFolder(this.cache), `${this.id}.json`);
  }
}
