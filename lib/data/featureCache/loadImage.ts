import { createHash } from 'node:crypto';
import { DataError, dataError } from '../faults';
import type { SampleImage } from '../sample';
import type { FeatureModel } from './model';

/** An image by its content; with a picture only if its features are wanted. */
export interface LoadedImage<Picture> {
  name: string;
  /** SHA-256 of its bytes. */
  hash: string;
  picture?: Picture;
}

/**
 * Reads an image, and decodes it unless its features are there.
 * @throws DataError that names it
 */
export async function loadImage<Picture>(
  image: SampleImage,
  model: FeatureModel<Picture>,
  known: { has(hash: string): boolean },
): Promise<LoadedImage<Picture>> {
  const { name } = image;
  const bytes = await image.read();
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (known.has(hash)) return { name, hash };
  try {
    return { name, hash, picture: await model.prepare(bytes) };
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw dataError('unreadable-image', `image ${name}`, (cause as Error).message, { cause });
  }
}
