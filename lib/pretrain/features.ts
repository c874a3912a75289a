import { readFileSync, writeFileSync } from 'node:fs';
import { compile, narrowToBfloat16, tf, tidy, widenBfloat16 } from '../engine';
import type { ImageProcessor, RgbImage, VisionTransformer } from '../vision';

/** Embeddings of pictures in bfloat16, picture after picture. */
export class StoredFeatures {
  /** @param bits of all pictures [pictures, M, D] */
  constructor(
    private readonly bits: Uint16Array,
    private readonly instances: number,
    private readonly width: number,
  ) {}

  /** @throws if the file's length is not that of whole pictures */
  static read(file: string, instances: number, width: number): StoredFeatures {
    const bytes = readFileSync(file);
    const bits = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    if (bits.length % (instances * width) !== 0) {
      throw new Error(`${file}: found ${bits.length} numbers, expected a multiple of ${instances} x ${width}.`);
    }
    return new StoredFeatures(bits, instances, width);
  }

  get pictures(): number {
    return this.bits.length / (this.instances * this.width);
  }

  /** @returns [indices, M, D] */
  rows(indices: readonly number[]): tf.Tensor3D {
    const size = this.instances * this.width;
    const chosen = new Uint16Array(indices.length * size);
    indices.forEach((index, i) => {
      chosen.set(this.bits.subarray(index * size, (index + 1) * size), i * size);
    });
    return tf.tensor3d(widenBfloat16(chosen), [indices.length, this.instances, this.width]);
  }
}

/** Embeds pictures batch by batch, and writes the embeddings to a file for `StoredFeatures.read`. */
export async function storeFeatures(
  file: string,
  images: readonly RgbImage[],
  { vision, processor, batch }: { vision: VisionTransformer; processor: ImageProcessor; batch: number },
): Promise<void> {
  const embed = compile((pixels: tf.Tensor4D) => vision.forward(pixels).lastHiddenState, { precision: 'bf16' });
  const parts: Uint8Array[] = [];
  try {
    for (let first = 0; first < images.length; first += batch) {
      const values = tidy(() => embed(processor.pixelValues(images.slice(first, first + batch))));
      const bits = narrowToBfloat16((await values.data()) as Float32Array);
      parts.push(new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength));
      values.dispose();
    }
  } finally {
    embed.dispose();
  }
  writeFileSync(file, Buffer.concat(parts));
}
