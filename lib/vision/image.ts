/** An 8-bit RGB picture. */
export interface RgbImage {
  width: number;
  height: number;
  /** [height, width, 3], row by row. */
  data: Uint8Array;
}

/** @throws unless the data are as long as the size says */
export function checkImage({ width, height, data }: RgbImage): void {
  if (!(Number.isInteger(width) && width > 0 && Number.isInteger(height) && height > 0)) {
    throw new Error(`Image: found the size ${width} x ${height}, expected at least 1 x 1.`);
  }
  if (data.length !== 3 * width * height) {
    throw new Error(`Image: found ${data.length} bytes, expected ${3 * width * height} for ${width} x ${height} RGB.`);
  }
}
