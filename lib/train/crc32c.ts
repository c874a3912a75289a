/** The polynomial of Castagnoli, reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

/** CRC-32C (RFC 3720, appendix B.4). */
export function crc32c(data: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of data) value = TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}

/** As TFRecord files store it, so that a checksum of data that hold checksums is none of theirs. */
export function maskedChecksum(data: Uint8Array): number {
  const value = crc32c(data);
  return (((value >>> 15) | (value << 17)) + 0xa282ead8) >>> 0;
}
