import { fstatSync } from 'node:fs';
import { storedTypes } from './dtypes';
import { readBytes } from './files';
import { parseJsonObject } from './json';

/** A file starts with the length of its JSON header: an unsigned 64-bit integer, little-endian. */
export const LENGTH_BYTES = 8;
/** The format's own limit on a header. */
const MAXIMUM_HEADER_BYTES = 100_000_000;

/** Where a tensor lies in a file, and what it is. */
export interface StoredTensor {
  /** As the file says it: `F32`, `BF16`, ... */
  dtype: string;
  shape: number[];
  /** First byte, and the byte after the last one, counted from the start of the file. */
  begin: number;
  end: number;
}

/** What the beginning of a safetensors file says of the rest. */
export interface SafetensorsHeader {
  tensors: Record<string, StoredTensor>;
  /** The free text of `__metadata__`. */
  metadata: Record<string, string>;
}

/** Reads and checks the header of an open file, whatever it holds. @throws an error that names the file, the tensor and the fault */
export function parseHeader(path: string, file: number): SafetensorsHeader {
  const size = fstatSync(file).size;
  if (size < LENGTH_BYTES)
    throw new Error(`${path}: found ${size} bytes, expected at least the ${LENGTH_BYTES} of a header's length.`);
  const declared = Buffer.from(readBytes(file, 0, LENGTH_BYTES)).readBigUInt64LE();
  const limit = Math.min(size - LENGTH_BYTES, MAXIMUM_HEADER_BYTES);
  if (declared > limit) {
    throw new Error(
      `${path}: found a header length of ${declared}, expected ${limit} at most: the file is truncated or of another format.`,
    );
  }
  const length = Number(declared);
  const start = LENGTH_BYTES + length;
  const { __metadata__: metadata = {}, ...entries } = parseJson(path, readBytes(file, LENGTH_BYTES, length));
  const tensors = Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => [name, parseEntry(`${path}: tensor "${name}"`, entry, start)]),
  );
  checkLayout(path, tensors, start, size);
  return { tensors, metadata: checkMetadata(path, metadata) };
}

function parseJson(path: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    return parseJsonObject(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const start = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 20)));
    throw new Error(
      `${path}: found a header that starts with ${start}, expected a JSON object: ${(error as Error).message}.`,
    );
  }
}

function checkMetadata(path: string, metadata: unknown): Record<string, string> {
  const isText = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  if (!isText || Object.values(metadata).some((value) => typeof value !== 'string'))
    throw new Error(`${path}: found other things than texts in __metadata__, expected texts by name.`);
  return metadata as Record<string, string>;
}

/** Checks one entry of the header: its type, its shape, and that both agree with its bytes. */
function parseEntry(where: string, entry: unknown, start: number): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const type = storedTypes.get(dtype as string);
  if (!type)
    throw new Error(
      `${where}: found the element type ${typeof dtype === 'string' ? dtype : JSON.stringify(dtype)}, expected one of ${[...storedTypes.keys()].join(', ')}.`,
    );
  if (!isSizes(shape)) throw new Error(`${where}: found the shape ${JSON.stringify(shape)}, expected whole numbers.`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw new Error(`${where}: found data_offsets ${JSON.stringify(offsets)}, expected [begin, end].`);
  }
  const [begin, end] = offsets as [number, number];
  const expected = shape.reduce((product, dimension) => product * dimension, type.bytes);
  if (end - begin !== expected) {
    throw new Error(`${where}: found ${end - begin} bytes, expected ${expected} for ${dtype} [${shape}].`);
  }
  return { dtype: dtype as string, shape, begin: start + begin, end: start + end };
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** The tensors must fill the file to its end, without gap or overlap. */
function checkLayout(path: string, tensors: Record<string, StoredTensor>, start: number, size: number): void {
  let position = start;
  for (const [name, { begin, end }] of Object.entries(tensors).sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== position) {
      const fault = begin < position ? 'an overlap' : 'a gap';
      throw new Error(`${path}: tensor "${name}": found ${fault}, it starts at byte ${begin}, expected ${position}.`);
    }
    position = end;
  }
  if (position !== size) {
    throw new Error(
      `${path}: found ${size} bytes, expected ${position}: ${size < position ? 'the file is truncated' : 'bytes follow the last tensor'}.`,
    );
  }
}
