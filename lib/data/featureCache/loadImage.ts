import { createHash } from 'node:crypto';
import { DataError, dataError } from '../faults';
import type { SampleImage } from '../sample';
import type { Preprocessing } from './model';

/** An image by its content; with pixels only if its features are wanted. */
export interface LoadedImage {
  name: string;
  /** SHA-256 of its bytes. */
  hash: string;
  pixels?: Float32Array;
}

/**
 * Reads an image, and decodes it unless its features are there.
 * @throws DataError that names it
 */
export async function loadImage(
  image: SampleImage,
  { prepare, shape }: Preprocessing,
  known: { has(hash: string): boolean },
): Promise<LoadedImage> {
  const { name } = image;
  const bytes = await image.read();
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (known.has(hash)) return { name, hash };
  try {
    const pixels = await prepare(bytes);
    const expected = shape[0] * shape[1] * shape[2];
    if (pixels.length === expected) return { name, hash, pixels };
    throw new Error(`preprocessing gave ${pixels.length} numbers, expected ${expected} [${shape}]`);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw dataError('unreadable-image', `image ${name}`, (cause as Error).message, { cause });
  }
}
