import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeBeside, writeBytes } from '../checkpoint/files';

/** Writes a text file that has its name only when it is whole; folders on the way are made. */
export function writeWhole(path: string, text: string): void {
  writeBytesWhole(path, Buffer.from(text));
}

/** The same of bytes. */
export function writeBytesWhole(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeBeside(path, (file) => writeBytes(file, bytes));
}
