import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tf } from '../engine';
import { checkCount } from '../nn';
import { decodeImage, type ImageDecodeOptions } from './decode';
import { checkImage, type RgbImage } from './image';
import { type PillowVersion, resizeBicubic } from './resize';

/** How pictures become numbers. */
export interface ImageProcessorOptions {
  /** Size after resizing; the aspect is not kept. `undefined`: not resized. Default 224 x 224. */
  size?: { width: number; height: number };
  /** Factor on the 8-bit values (default 1/255). */
  rescaleFactor?: number;
  /** Subtracted from each channel, then divided by `deviation`. Defaults: CLIP's, as BLIP-2 uses. */
  mean?: readonly number[];
  deviation?: readonly number[];
  /** Version of Pillow whose numbers the resize meets (default: 13, the newest; some sizes round otherwise before). */
  pillow?: PillowVersion;
}

const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073];
const CLIP_DEVIATION = [0.26862954, 0.26130258, 0.27577711];

/** Pillow's number of bicubic resampling, in `resample`. */
const BICUBIC = 3;

/**
 * Turns pictures into a vision model's input, number for number as Hugging Face's `BlipImageProcessor`: Pillow's bicubic
 * resize to 8 bits, then (x * factor - mean) / deviation in float32.
 */
export class ImageProcessor {
  readonly size?: { width: number; height: number };
  /** Names everything that it does: processors with the same name give the same numbers. */
  readonly name: string;
  private readonly pillow?: PillowVersion;
  /** [3, 256], what each 8-bit value of a channel becomes. */
  private readonly table: Float32Array;

  constructor(options: ImageProcessorOptions = {}) {
    const { rescaleFactor = 1 / 255, mean = CLIP_MEAN, deviation = CLIP_DEVIATION } = options;
    this.size = 'size' in options ? options.size : { width: 224, height: 224 };
    this.pillow = options.pillow;
    if (this.size) {
      checkCount('size.width', this.size.width);
      checkCount('size.height', this.size.height);
    }
    this.table = normalisation(rescaleFactor, mean, deviation);
    const size = this.size ? `${this.size.width}x${this.size.height}` : 'as it is';
    this.name = `bicubic ${size}, pillow ${this.pillow ?? 'newest'}, ${JSON.stringify({ rescaleFactor, mean, deviation })}`;
  }

  /**
   * The processor of a checkpoint folder. @param path the folder, or its `preprocessor_config.json`
   * @throws if the file asks for what this processor does not do
   */
  static fromPretrained(path: string): ImageProcessor {
    const file = statSync(path).isDirectory() ? join(path, 'preprocessor_config.json') : path;
    try {
      return new ImageProcessor(parseConfig(JSON.parse(readFileSync(file, 'utf8'))));
    } catch (error) {
      throw new Error(`${file}: ${(error as Error).message}`);
    }
  }

  /** @param source path or bytes of a JPEG, PNG or WebP picture @returns the picture at the processor's size @throws as `decodeImage` */
  async load(source: string | Uint8Array, options: ImageDecodeOptions = {}): Promise<RgbImage> {
    return this.resize(await decodeImage(source, options));
  }

  /** The picture at the processor's size: what the model sees, as a person can look at it. */
  resize(image: RgbImage): RgbImage {
    return this.size ? resizeBicubic(image, this.size.width, this.size.height, this.pillow) : image;
  }

  /**
   * @param images of one size, or of any sizes where the processor resizes; already resized ones are not changed
   * @returns [N, 3, height, width]
   */
  pixelValues(images: readonly RgbImage[]): tf.Tensor4D {
    const resized = images.map((image) => this.resize(image));
    const [first] = resized;
    if (!first) throw new Error('Found no images, expected at least one.');
    const { width, height } = first;
    const values = new Float32Array(images.length * 3 * width * height);
    resized.forEach((image, i) => {
      checkImage(image);
      if (image.width !== width || image.height !== height)
        throw new Error(
          `Found images of ${width} x ${height} and ${image.width} x ${image.height}, expected one size.`,
        );
      this.normalise(image, values.subarray(i * 3 * width * height));
    });
    return tf.tensor4d(values, [images.length, 3, height, width]);
  }

  /** [height, width, 3] bytes to [3, height, width] numbers */
  private normalise({ width, height, data }: RgbImage, values: Float32Array): void {
    const { table } = this;
    const pixels = width * height;
    for (let pixel = 0, from = 0; pixel < pixels; pixel++, from += 3) {
      values[pixel] = table[data[from]!]!;
      values[pixels + pixel] = table[256 + data[from + 1]!]!;
      values[2 * pixels + pixel] = table[512 + data[from + 2]!]!;
    }
  }
}

/** Each step rounded to float32, as NumPy does it. */
function normalisation(factor: number, mean: readonly number[], deviation: readonly number[]): Float32Array {
  for (const [name, values] of Object.entries({ mean, deviation })) {
    if (values.length !== 3) throw new Error(`Option ${name}: found ${values.length} values, expected 3 (R, G, B).`);
  }
  const round = Math.fround;
  return Float32Array.from({ length: 3 * 256 }, (_, i) => {
    const channel = Math.floor(i / 256);
    const centred = round(round((i % 256) * factor) - round(mean[channel]!));
    return round(centred / round(deviation[channel]!));
  });
}

/** The fields of `preprocessor_config.json` that matter; a step that is switched off becomes one that changes nothing. */
interface PreprocessorConfig {
  do_resize?: boolean;
  size?: { width?: number; height?: number };
  resample?: number;
  do_rescale?: boolean;
  rescale_factor?: number;
  do_normalize?: boolean;
  image_mean?: number[];
  image_std?: number[];
  do_center_crop?: boolean;
  do_pad?: boolean;
}

function parseConfig(config: PreprocessorConfig): ImageProcessorOptions {
  for (const step of ['do_center_crop', 'do_pad'] as const) {
    if (config[step])
      throw new Error(`found ${step}, expected the steps of BlipImageProcessor: resize, rescale, normalize.`);
  }
  const { do_resize = true, size, resample = BICUBIC, do_rescale = true, do_normalize = true } = config;
  if (do_resize && resample !== BICUBIC) throw new Error(`found resample ${resample}, expected ${BICUBIC} (bicubic).`);
  if (do_resize && size && !(size.width && size.height))
    throw new Error(`found the size ${JSON.stringify(size)}, expected a width and a height.`);
  return {
    ...(do_resize && !size ? {} : { size: do_resize ? (size as ImageProcessorOptions['size']) : undefined }),
    rescaleFactor: do_rescale ? config.rescale_factor : 1,
    mean: do_normalize ? config.image_mean : [0, 0, 0],
    deviation: do_normalize ? config.image_std : [1, 1, 1],
  };
}
