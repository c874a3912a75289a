import { resolve } from 'node:path';
import { type SavedFloatType, savedFloatTypes } from '../checkpoint/dtypes';
import type { FeatureOutput } from '../data';
import type { Job } from './executors/executor';
import { jobId } from './executors/jobId';

/** How numbers of features can be kept. */
export const featureTypes = savedFloatTypes;

/** The features of a data set, or of a part of it, as plain JSON. */
export interface FeaturesSpec {
  /** Folders of the data set and of the BLIP-2 whose vision model is used; the same on all machines. */
  data: string;
  model: string;
  output: FeatureOutput;
  /** How numbers are kept. */
  dtype: SavedFloatType;
  /** How the vision model's matrices are kept: see `Blip2Options`. */
  frozen: 'float32' | 'bfloat16';
  /** Which part of the images, and of how many. */
  shard: { index: number; count: number };
}

/** Jobs that extract the features of a data set in so many parts. @param cache the folder that they go to */
export function featureJobs(
  { data, model, ...options }: Omit<FeaturesSpec, 'shard'>,
  cache: string,
  shards: number,
): Job<FeaturesSpec>[] {
  return Array.from({ length: shards }, (_, index) => {
    const shard = { index, count: shards };
    const spec = { data: resolve(data), model: resolve(model), ...options, shard };
    return { id: jobId('features', spec), kind: 'features', spec, folder: resolve(cache) };
  });
}
