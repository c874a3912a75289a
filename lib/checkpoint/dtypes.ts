import type { tf } from '../engine';

/** How one element type of a safetensors file is stored, and what it becomes. */
export interface StoredType {
  /** Bytes of one element. */
  bytes: number;
  dtype: 'float32' | 'int32' | 'bool';
  /** @param bytes little-endian elements, in a buffer of their own @throws RangeError if a value does not fit */
  decode(bytes: Uint8Array<ArrayBuffer>): tf.TypedArray;
}

const float = (bytes: number, decode: StoredType['decode']): StoredType => ({ bytes, dtype: 'float32', decode });
const integer = (bytes: number, decode: StoredType['decode']): StoredType => ({ bytes, dtype: 'int32', decode });

/** The element types that can be read. F64 is rounded to float32; every other conversion is exact. */
export const storedTypes: ReadonlyMap<string, StoredType> = new Map([
  ['F64', float(8, ({ buffer }) => Float32Array.from(new Float64Array(buffer)))],
  ['F32', float(4, ({ buffer }) => new Float32Array(buffer))],
  ['F16', float(2, ({ buffer }) => Float32Array.from(new Uint16Array(buffer), halfToNumber))],
  [
    'BF16',
    float(2, ({ buffer }) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (x) => x << 16).buffer)),
  ],
  ['I64', integer(8, ({ buffer }) => Int32Array.from(new BigInt64Array(buffer), toInt32))],
  ['I32', integer(4, ({ buffer }) => new Int32Array(buffer))],
  ['I16', integer(2, ({ buffer }) => Int32Array.from(new Int16Array(buffer)))],
  ['I8', integer(1, ({ buffer }) => Int32Array.from(new Int8Array(buffer)))],
  ['U8', integer(1, (bytes) => Int32Array.from(bytes))],
  ['BOOL', { bytes: 1, dtype: 'bool', decode: (bytes) => bytes.map(toBool) }],
]);

/** IEEE 754 half precision: 1 bit sign, 5 exponent, 10 fraction. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function toInt32(value: bigint): number {
  if (value !== BigInt.asIntN(32, value))
    throw new RangeError(`found the value ${value}, expected one that fits int32`);
  return Number(value);
}

function toBool(value: number): number {
  if (value > 1) throw new RangeError(`found the byte ${value}, expected 0 or 1`);
  return value;
}
