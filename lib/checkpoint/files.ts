import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { alignedBytes } from '../engine';

/** @param flags as `fs.open`'s: `r`, `w` */
export function withFile<T>(path: string, flags: string, use: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}

/** Bytes from `begin` on, aligned for numbers of any type. @throws if the file ends before */
export function readBytes(file: number, begin: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = alignedBytes(length);
  for (let done = 0; done < length; ) {
    const count = readSync(file, bytes, done, length - done, begin + done);
    if (count === 0) throw new Error(`found the end of the file after ${done} bytes, expected ${length}`);
    done += count;
  }
  return bytes;
}

export function writeBytes(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** Name under which a file is written before it gets its own. */
export const besideName = (path: string) => `${path}.${process.pid}.partial`;

/**
 * Writes a file beside its place, brings it to the disk, and renames it: whenever the process or the machine stops, the
 * name stands for the whole file or for what it stood for before.
 */
export function writeBeside(path: string, write: (file: number) => void): void {
  const beside = besideName(path);
  try {
    withFile(beside, 'w', (file) => {
      write(file);
      fsyncSync(file);
    });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
