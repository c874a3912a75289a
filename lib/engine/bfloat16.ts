import { alignedBytes } from './upload';

/** bfloat16, the upper half of a float32: 1 bit sign, 8 exponent, 7 fraction. */

/** The same numbers in 32 bits; nothing is lost. @param bits bfloat16 numbers */
export function widenBfloat16(bits: Uint16Array): Float32Array {
  const { buffer, byteOffset } = alignedBytes(4 * bits.length);
  const words = new Uint32Array(buffer, byteOffset, bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(buffer, byteOffset, bits.length);
}

/** Rounds to nearest, ties to even; NaN stays NaN. @returns bfloat16 bits */
export function narrowToBfloat16(numbers: Float32Array): Uint16Array {
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const { buffer, byteOffset } = alignedBytes(2 * numbers.length);
  const bits = new Uint16Array(buffer, byteOffset, numbers.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    // The upper half's last bit decides a tie. The carry may run into the exponent, up to infinity, as it should.
    const notANumber = (word & 0x7fffffff) > 0x7f800000;
    bits[i] = notANumber ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return bits;
}
