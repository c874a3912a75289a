import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { tf, tidy } from '../engine';
import { storedTypes } from './dtypes';

/** A file starts with the length of its JSON header: an unsigned 64-bit integer, little-endian. */
const LENGTH_BYTES = 8;
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

export interface SafetensorsHeader {
  tensors: Record<string, StoredTensor>;
  /** The free text of `__metadata__`. */
  metadata: Record<string, string>;
}

/**
 * Reads the tensors of one safetensors file: F32, F16, BF16 and F64 become float32, integers int32, BOOL bool.
 *
 * @param names the tensors to read; default: all
 * @throws if the file is no sound safetensors file, a name or element type is unknown, or an integer does not fit int32
 */
export function readSafetensors(path: string, names?: readonly string[]): Record<string, tf.Tensor> {
  return withFile(path, (file) => {
    const { tensors } = parseHeader(path, file);
    const wanted = names ?? Object.keys(tensors);
    return tidy(() => Object.fromEntries(wanted.map((name) => [name, readTensor(path, file, name, tensors[name])])));
  });
}

/** Reads names, types and shapes only. @throws as `readSafetensors` */
export function readSafetensorsHeader(path: string): SafetensorsHeader {
  return withFile(path, (file) => parseHeader(path, file));
}

function readTensor(path: string, file: number, name: string, stored: StoredTensor | undefined): tf.Tensor {
  if (!stored) throw new Error(`${path}: found no tensor "${name}", expected a name that the header lists.`);
  const { decode, dtype } = storedTypes.get(stored.dtype)!;
  try {
    const values = decode(readBytes(file, stored.begin, stored.end - stored.begin));
    return tf.tensor(values, stored.shape, dtype);
  } catch (error) {
    throw new Error(`${path}: tensor "${name}" (${stored.dtype}): ${(error as Error).message}.`);
  }
}

function parseHeader(path: string, file: number): SafetensorsHeader {
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
  return { tensors, metadata: metadata as Record<string, string> };
}

function parseJson(path: string, bytes: Uint8Array): Record<string, unknown> {
  const text = new TextDecoder().decode(bytes);
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return { ...header };
  } catch {}
  throw new Error(
    `${path}: found a header that starts with ${JSON.stringify(text.slice(0, 20))}, expected a JSON object.`,
  );
}

/** Checks one entry of the header: its type, its shape, and that both agree with its bytes. */
function parseEntry(where: string, entry: unknown, start: number): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const type = storedTypes.get(dtype as string);
  if (!type)
    throw new Error(
      `${where}: found the element type ${dtype}, expected one of ${[...storedTypes.keys()].join(', ')}.`,
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

function readBytes(file: number, begin: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const count = readSync(file, bytes, done, length - done, begin + done);
    if (count === 0) throw new Error(`found the end of the file after ${done} bytes, expected ${length}`);
    done += count;
  }
  return bytes;
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}
