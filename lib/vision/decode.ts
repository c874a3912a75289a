import type { Sharp } from 'sharp';
import type { RgbImage } from './image';

/** How a picture file is read, and what is refused. */
export interface ImageDecodeOptions {
  /**
   * Turns the picture upright as its EXIF orientation says (default true). Hugging Face's processor does not do it by
   * itself: set it to false to get its numbers for photographs that lie on their side.
   */
  orient?: boolean;
  /** More pixels are refused before they are decoded (default 2^28, as large as 16,384 x 16,384). */
  maximumPixels?: number;
}

const formats = ['jpeg', 'png', 'webp'];

/**
 * Decodes a JPEG, PNG or WebP picture to what Pillow's `convert("RGB")` gives: transparency is dropped without blending,
 * palettes and grey are spread to RGB, CMYK is converted without a profile. Colour profiles are ignored, as Pillow does.
 * One deviation: 16-bit grey is scaled to 8 bits, where Pillow would cut all values above 255 to white.
 *
 * @param source path of a file, or its bytes
 * @throws an error that names the file and the cause: no picture, another format, truncated, too large
 */
export async function decodeImage(source: string | Uint8Array, options: ImageDecodeOptions = {}): Promise<RgbImage> {
  const name = typeof source === 'string' ? source : `image of ${source.length} bytes`;
  try {
    return await decode(source, options);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message.trim().replace(/\.$/, '')}.`, { cause: error });
  }
}

async function decode(source: string | Uint8Array, { orient = true, maximumPixels = 2 ** 28 }: ImageDecodeOptions) {
  const { default: sharp } = await import('sharp');
  // Limits are checked below, to say what was found; `failOn: error` refuses what is truncated, and lets warnings pass.
  const image = sharp(source, { failOn: 'error', ignoreIcc: true, autoOrient: orient, limitInputPixels: false });
  const metadata = await image.metadata();
  if (!formats.includes(metadata.format))
    throw new Error(`found the format ${metadata.format}, expected ${formats.join(', ')}`);
  const { width, height } = metadata;
  if (width * height > maximumPixels) {
    throw new Error(`found ${width} x ${height} pixels, expected at most ${maximumPixels} (option maximumPixels)`);
  }
  if (metadata.space === 'cmyk')
    return cmykToRgb(await pixels(image.pipelineColourspace('cmyk').toColourspace('cmyk')));
  return pixels((metadata.hasAlpha ? image.removeAlpha() : image).toColourspace('srgb'));
}

/** The samples as they are: 3 or 4 a pixel. */
async function pixels(image: Sharp): Promise<RgbImage> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** Pillow's plain conversion: R = (255 - K) - C (255 - K) / 255, rounded, and so on. @param data [height, width, 4] */
function cmykToRgb({ width, height, data }: RgbImage): RgbImage {
  const rgb = new Uint8Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const light = 255 - data[4 * pixel + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const product = data[4 * pixel + channel]! * light + 128;
      rgb[3 * pixel + channel] = light - (((product >> 8) + product) >> 8);
    }
  }
  return { width, height, data: rgb };
}
