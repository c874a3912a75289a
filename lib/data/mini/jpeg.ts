/**
 * A picture as a JPEG file. The same pixels give the same bytes with the same version of the encoder; package.json
 * pins it.
 * @param rgb [height * width * 3] sRGB
 */
export async function encodeJpeg(rgb: Uint8Array, width: number, height = width): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const raw = { width, height, channels: 3 } as const;
  const options = { quality: 85, chromaSubsampling: '4:2:0', mozjpeg: false, optimiseCoding: true };
  return sharp(rgb, { raw }).jpeg(options).toBuffer();
}
