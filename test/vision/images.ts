import { join } from 'node:path';
import { decodeImage } from '../../lib';
import { readBytes, withFile } from '../../lib/checkpoint/files';
import { parseHeader } from '../../lib/checkpoint/header';

const fixtures = join(__dirname, '../parity/fixtures');
export const decodingFolder = join(fixtures, 'image-decoding');
export const processorFolder = join(fixtures, 'image-processor');

export type Size = [width: number, height: number];

export interface StoredBytes {
  shape: number[];
  bytes: Uint8Array;
}

export const bytesOf = ({ bytes }: StoredBytes) => Uint8Array.from(bytes);

/** The tensors of a safetensors file as bytes: tests of pictures need no engine. */
export function readStored(path: string): Record<string, StoredBytes> {
  return withFile(path, 'r', (file) =>
    Object.fromEntries(
      Object.entries(parseHeader(path, file).tensors).map(([name, { shape, begin, end }]) => [
        name,
        { shape, bytes: readBytes(file, begin, end - begin) },
      ]),
    ),
  );
}

/** What Pillow makes of the files in `image-decoding`. */
export function decodingCases() {
  const expected = readStored(join(decodingFolder, 'expected.safetensors'));
  const files = Object.keys(expected).filter((name) => !name.startsWith('resize.'));
  return { expected, files, rgb: () => decodeImage(join(decodingFolder, 'rgb.png')) };
}
