import { extractFeatures, loadDataset } from '../data';
import { loadVision } from '../train';
import type { JobContext } from './executors/runJob';
import type { FeaturesSpec } from './features';

/** Images that are encoded at a time. */
const BATCH = 32;

/**
 * Computes what the cache does not have of a part of a data set. Several processes may be at the same part: they share
 * its images.
 * @returns images that were computed, and that were there before
 */
export async function extractShard(
  { data, model: folder, output, dtype, frozen, shard }: FeaturesSpec,
  { folder: cache, signal, onProgress }: JobContext,
): Promise<{ computed: number; reused: number }> {
  const dataset = await loadDataset(data);
  const { model, dispose } = loadVision(folder, frozen);
  try {
    const features = await extractFeatures(model, dataset, {
      output,
      dtype,
      batchSize: BATCH,
      cache,
      shard,
      signal,
      onProgress: ({ done, total, imagesPerSecond }) =>
        onProgress(total > 0 ? done / total : 1, `${done} of ${total} images, ${imagesPerSecond.toFixed(1)} a second`),
    });
    await features.close();
    return features.counts;
  } finally {
    dispose();
  }
}
