import { DataError, dataError } from './faults';
import { type PrefetchOptions, prefetch } from './prefetch';
import type { Sample, SampleImage } from './sample';

/** One image of a sample, decoded or whatever `decode` makes of it. */
export interface StreamedImage<R> {
  sample: Sample;
  /** Place of the image in the sample. */
  index: number;
  image: SampleImage;
  value: R;
}

/** Turns encoded bytes into a picture. @throws an error that says what is wrong with them */
export type Decode<R> = (bytes: Uint8Array) => Promise<R>;

/**
 * Reads and decodes the images of samples, one after the other in their order, a few ahead of the caller.
 * @throws DataError that names sample and image
 */
export function streamImages<R>(
  samples: Iterable<Sample>,
  decode: Decode<R>,
  options: PrefetchOptions = {},
): AsyncGenerator<StreamedImage<R>> {
  return prefetch(
    imagesOf(samples),
    async (entry, signal) => {
      const bytes = await entry.image.read();
      signal.throwIfAborted();
      return { ...entry, value: await decodeNamed(entry, bytes, decode) };
    },
    options,
  );
}

function* imagesOf(samples: Iterable<Sample>): Generator<Omit<StreamedImage<never>, 'value'>> {
  for (const sample of samples) {
    for (const [index, image] of sample.images.entries()) yield { sample, index, image };
  }
}

/** Decodes; an error gets the names of sample and image. */
async function decodeNamed<R>(
  { sample, image }: { sample: Sample; image: SampleImage },
  bytes: Uint8Array,
  decode: Decode<R>,
): Promise<R> {
  try {
    return await decode(bytes);
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw dataError('unreadable-image', `image ${image.name} of sample ${sample.id}`, (cause as Error).message, {
      cause,
    });
  }
}
