import { alignedBytes } from '../engine';

const scratch = new DataView(new ArrayBuffer(4));

/** F16 is IEEE 754's binary16: 1 bit sign, 5 exponent, 10 fraction. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let halves: Float32Array | undefined;

/** @param bits F16 numbers */
export function widenHalf(bits: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => halfToNumber(half));
  const { buffer, byteOffset } = alignedBytes(4 * bits.length);
  const numbers = new Float32Array(buffer, byteOffset, bits.length);
  for (let i = 0; i < bits.length; i++) numbers[i] = halves[bits[i]!]!;
  return numbers;
}

/** Rounds to nearest, ties to even. @returns F16 bits; NaN stays NaN, numbers from 65520 on become infinite */
export function narrowToHalf(numbers: Float32Array): Uint16Array {
  return Uint16Array.from(numbers, numberToHalf);
}

function numberToHalf(value: number): number {
  scratch.setFloat32(0, value);
  const sign = (scratch.getUint32(0) >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24); // subnormal; 2^10 is the smallest normal number
  const exponent = Math.floor(Math.log2(size));
  const fraction = roundToEven((size / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + fraction); // a fraction of 1024 carries into the exponent
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
