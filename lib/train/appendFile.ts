import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeBytes } from '../checkpoint/files';

/** A file that grows by whole pieces, and can be cut back to where it was. */
export class AppendFile {
  private readonly file: number;
  private bytes: number;

  /** @param length what is kept of a file that is there; a shorter one is kept as it is */
  constructor(
    readonly path: string,
    length: number,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, 'a');
    this.bytes = Math.min(length, fstatSync(this.file).size);
    ftruncateSync(this.file, this.bytes);
  }

  get length(): number {
    return this.bytes;
  }

  append(piece: Uint8Array): void {
    writeBytes(this.file, piece);
    this.bytes += piece.length;
  }

  /** Brings what was written to the disk. */
  sync(): void {
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}
