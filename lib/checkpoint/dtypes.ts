import { narrowToBfloat16, type tf, widenBfloat16 } from '../engine';
import { narrowToHalf, widenHalf } from './half';

/** How one element type of a safetensors file is stored, and what it becomes. */
export interface StoredType {
  /** Bytes of one element. */
  bytes: number;
  dtype: 'float32' | 'int32' | 'bool';
  /** @param bytes little-endian elements, at a multiple of their size @throws RangeError if a value does not fit */
  decode(bytes: Uint8Array<ArrayBuffer>): tf.TypedArray;
}

const float = (bytes: number, decode: StoredType['decode']): StoredType => ({ bytes, dtype: 'float32', decode });
type Numbers<T> = new (buffer: ArrayBuffer, byteOffset: number, length: number) => T;

/** The bytes as numbers, without a copy. */
export const view = <T>(type: Numbers<T> & { BYTES_PER_ELEMENT: number }, bytes: Uint8Array<ArrayBuffer>): T =>
  new type(bytes.buffer, bytes.byteOffset, bytes.length / type.BYTES_PER_ELEMENT);

const integer = (bytes: number, decode: StoredType['decode']): StoredType => ({ bytes, dtype: 'int32', decode });

/** The element types that can be read. F64 is rounded to float32; every other conversion is exact. */
export const storedTypes: ReadonlyMap<string, StoredType> = new Map([
  ['F64', float(8, (bytes) => Float32Array.from(view(Float64Array, bytes)))],
  ['F32', float(4, (bytes) => view(Float32Array, bytes))],
  ['F16', float(2, (bytes) => widenHalf(view(Uint16Array, bytes)))],
  ['BF16', float(2, (bytes) => widenBfloat16(view(Uint16Array, bytes)))],
  ['I64', integer(8, (bytes) => Int32Array.from(view(BigInt64Array, bytes), toInt32))],
  ['I32', integer(4, (bytes) => view(Int32Array, bytes))],
  ['I16', integer(2, (bytes) => Int32Array.from(view(Int16Array, bytes)))],
  ['I8', integer(1, (bytes) => Int32Array.from(view(Int8Array, bytes)))],
  ['U8', integer(1, (bytes) => Int32Array.from(bytes))],
  ['BOOL', { bytes: 1, dtype: 'bool', decode: (bytes) => bytes.map(toBool) }],
]);

/** The types that float tensors can be saved in. */
export const savedFloatTypes = ['F32', 'F16', 'BF16'] as const;
/** How float tensors can be stored: in 32 bits, or halved as IEEE or brain floats. */
export type SavedFloatType = (typeof savedFloatTypes)[number];

/** @throws RangeError if a finite number is too large for F16 */
export function encodeFloats(values: Float32Array, type: SavedFloatType): Uint8Array {
  if (type === 'F32') return bytesOf(values);
  if (type === 'BF16') return bytesOf(narrowToBfloat16(values));
  const large = values.find((value) => Math.abs(value) >= 65520 && Number.isFinite(value));
  if (large !== undefined) throw new RangeError(`found the value ${large}, expected at most 65504 for F16`);
  return bytesOf(narrowToHalf(values));
}

export const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function toInt32(value: bigint): number {
  if (value !== BigInt.asIntN(32, value))
    throw new RangeError(`found the value ${value}, expected one that fits int32`);
  return Number(value);
}

function toBool(value: number): number {
  if (value > 1) throw new RangeError(`found the byte ${value}, expected 0 or 1`);
  return value;
}
