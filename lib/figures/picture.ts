/** An 8-bit RGB picture: [height, width, 3], row by row. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Small pictures, such as patches, keep every pixel; others become JPEG, a tenth of the size, no larger than they are shown. */
export async function dataUrl({ width, height, data }: Picture, largest: number): Promise<string> {
  const { default: sharp } = await import('sharp');
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  if (width * height <= 64 * 64) return `data:image/png;base64,${(await image.png().toBuffer()).toString('base64')}`;
  const fitted = image.resize(largest, largest, { fit: 'inside', withoutEnlargement: true });
  return `data:image/jpeg;base64,${(await fitted.jpeg({ quality: 85 }).toBuffer()).toString('base64')}`;
}

/** A picture stretched to other sides. */
export async function resized({ width, height, data }: Picture, toWidth: number, toHeight: number): Promise<Picture> {
  const { default: sharp } = await import('sharp');
  const image = sharp(data, { raw: { width, height, channels: 3 } }).resize(toWidth, toHeight, { fit: 'fill' });
  return { width: toWidth, height: toHeight, data: new Uint8Array(await image.raw().toBuffer()) };
}
