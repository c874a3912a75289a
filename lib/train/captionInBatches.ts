import type { TrainingSample, WritingOptions } from './captioner';
import { chunks } from './order';

/**
 * Captions samples some at a time, those of like size together. All batches have the same number of samples, so that few
 * recordings serve them: the last one is filled up with its own last sample.
 */
export async function captionInBatches(
  samples: readonly TrainingSample[],
  { batch, onProgress }: Pick<WritingOptions, 'onProgress'> & { batch: number },
  write: (some: readonly TrainingSample[]) => Promise<string[]>,
): Promise<string[]> {
  const captions = new Array<string>(samples.length);
  const order = samples.map((_, i) => i).sort((a, b) => (samples[a]!.size ?? 0) - (samples[b]!.size ?? 0));
  let done = 0;
  for (const indices of chunks(order, batch)) {
    const filled = Array.from({ length: batch }, (_, i) => samples[indices[Math.min(i, indices.length - 1)]!]!);
    const written = await write(filled);
    indices.forEach((index, i) => {
      captions[index] = written[i]!;
    });
    done += indices.length;
    onProgress?.(done, samples.length);
  }
  return captions;
}
