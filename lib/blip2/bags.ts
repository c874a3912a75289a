import { tf, tidy } from '../engine';
import { checkOption } from '../nn';
import type { QFormerInputs } from '../vpg';

/**
 * What the instances of a sample are:
 * `patches`: the patches of all its images in one row (one image: as BLIP-2; several: the paper's patch concatenation);
 * `cls`: the [CLS] embedding of each image (scenario 2, slides);
 * `images`: images with their patches, for a prompt generator that pools each image first (scenario 3, products).
 */
export const instanceKinds = ['patches', 'cls', 'images'] as const;
/** What the instances of a sample are: all patches of its images, the [CLS] row of each, or its images with their patches. */
export type InstanceKind = (typeof instanceKinds)[number];

/** Samples as the prompt generator reads them. */
export interface InstanceBatch {
  /** [B, M, D], or [B, N, P, D] of `images`. */
  instances: tf.Tensor;
  /** [B, M] or [B, N], 1 an instance (image), 0 padding; none where no sample is padded. */
  mask?: tf.Tensor;
  /** Where the instances lie on a grid, for positional encodings: B lists of M (default: unknown). */
  positions?: QFormerInputs['positions'];
  /** What follows from mask and positions, as tensors: see `Blip2.layoutOf`. */
  layout?: QFormerInputs['layout'];
}

/**
 * Makes bags of the embeddings of images: sample i has the next `counts[i]` of them; shorter samples are padded.
 * @param embeddings [images, P, D], the [CLS] embedding first
 * @throws if a sample has no image, or the counts do not fit
 */
export function gatherInstances(embeddings: tf.Tensor3D, counts: readonly number[], kind: InstanceKind): InstanceBatch {
  checkOption('instances', kind, instanceKinds);
  const [images, patches, width] = embeddings.shape;
  const empty = counts.findIndex((count) => count < 1);
  if (empty >= 0) throw new Error(`Sample ${empty}: found no image, expected at least one.`);
  const expected = counts.reduce((sum, count) => sum + count, 0);
  if (images !== expected) throw new Error(`Found embeddings of ${images} images, expected ${expected}.`);
  const largest = Math.max(...counts); // N
  const rows = kind === 'cls' ? 1 : patches;
  return tidy(() => {
    const kept = kind === 'cls' ? tf.slice(embeddings, [0, 0, 0], [images, 1, width]) : embeddings;
    let first = 0;
    const samples = counts.map((count) => {
      const own = tf.slice(kept, [first, 0, 0], [count, rows, width]);
      first += count;
      const padding: [number, number] = [0, largest - count];
      return count === largest ? own : tf.pad(own, [padding, [0, 0], [0, 0]]);
    });
    const stacked = tf.stack(samples) as tf.Tensor4D; // [B, N, P, D]
    const instances = kind === 'images' ? stacked : tf.reshape(stacked, [counts.length, largest * rows, width]);
    const perImage = kind === 'images' ? 1 : rows;
    return { instances, mask: counts.some((count) => count < largest) ? maskOf(counts, largest, perImage) : undefined };
  });
}

function maskOf(counts: readonly number[], largest: number, perImage: number): tf.Tensor2D {
  const row = (count: number) => Array.from({ length: largest * perImage }, (_, i) => (i < count * perImage ? 1 : 0));
  return tf.tensor2d(counts.map(row));
}
