import { tf, tidy } from '../engine';
import type { MivpgPrompts } from '../vpg';
import type { InstanceKind } from './bags';

/** What the queries of a prompt generator looked at in one sample; the caller disposes of the tensors. */
export interface AttentionMaps {
  instances: InstanceKind;
  /** N. */
  images: number;
  /** The patches of an image lie so, row by row; in front of them stands [CLS]. */
  grid: { rows: number; columns: number };
  /** Blocks that read the bag, by their number, with the weights [heads, R, M]: each row sums to 1. */
  blocks: { block: number; weights: tf.Tensor3D }[];
  /** Weight of each patch in its image, [N, P], where image pooling has weights. */
  patchWeights?: tf.Tensor2D;
}

/** @param prompts of a single sample */
export function attentionMapsOf(
  { layers, patchWeights }: MivpgPrompts,
  geometry: Pick<AttentionMaps, 'instances' | 'images' | 'grid'>,
): AttentionMaps {
  const blocks = layers.flatMap(({ crossAttention }, block) =>
    crossAttention ? [{ block, weights: tf.squeeze(crossAttention, [0]) as tf.Tensor3D }] : [],
  );
  return { ...geometry, blocks, patchWeights: patchWeights && (tf.squeeze(patchWeights, [0]) as tf.Tensor2D) };
}

/** Which attention map is taken, of the many that a caption leaves. */
export interface PatchMapOptions {
  /** Number of the block (default: the last one that reads the bag). */
  block?: number;
  /** Default: the mean over all heads. */
  head?: number;
  /** Default: the mean over all queries. */
  query?: number;
  /** Which image of the bag (default 0). */
  image?: number;
}

/**
 * Weights of an image's patches as a picture, [CLS] left out: of `patches` how much the queries look at each; of `images`
 * how much each counts in its image.
 * @returns rows of the grid @throws if there are no weights of patches, or no such block, head, query or image
 */
export function patchMap(maps: AttentionMaps, options: PatchMapOptions = {}): number[][] {
  const { image = 0 } = options;
  const { rows, columns } = maps.grid;
  const perImage = 1 + rows * columns;
  within('image', image, maps.images);
  const values = tidy(() => {
    if (maps.instances === 'patches')
      return tf.slice(queryWeights(maps, options), image * perImage, perImage).arraySync();
    if (!maps.patchWeights) throw new Error(`Found no weights of patches: the instances are ${maps.instances}.`);
    return tf.reshape(tf.slice(maps.patchWeights, [image, 0], [1, perImage]), [perImage]).arraySync();
  }) as number[];
  return Array.from({ length: rows }, (_, row) => values.slice(1 + row * columns, 1 + (row + 1) * columns));
}

/** How much the queries look at each image of the bag: N numbers that sum to 1. @throws as `patchMap` */
export function imageWeights(maps: AttentionMaps, options: Omit<PatchMapOptions, 'image'> = {}): number[] {
  return tidy(() => tf.sum(tf.reshape(queryWeights(maps, options), [maps.images, -1]), 1).arraySync()) as number[];
}

/** [M] */
function queryWeights(maps: AttentionMaps, { block, head, query }: PatchMapOptions): tf.Tensor1D {
  const found = block === undefined ? maps.blocks.at(-1) : maps.blocks.find((candidate) => candidate.block === block);
  if (!found) {
    const numbers = maps.blocks.map((candidate) => candidate.block).join(', ');
    throw new Error(`Option block: found ${block}, expected one that reads the bag: ${numbers}.`);
  }
  const [heads, queries] = found.weights.shape;
  if (head !== undefined) within('head', head, heads);
  if (query !== undefined) within('query', query, queries);
  const chosen = tf.slice(
    found.weights,
    [head ?? 0, query ?? 0, 0],
    [head === undefined ? -1 : 1, query === undefined ? -1 : 1, -1],
  );
  return tf.mean(chosen, [0, 1]) as tf.Tensor1D;
}

function within(name: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new Error(`Option ${name}: found ${value}, expected 0 to ${count - 1}.`);
}
