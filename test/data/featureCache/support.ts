import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureModel, Sample, SampleImage } from '../../../lib/data';
import { tf } from '../../../lib/engine';
import { jpeg } from '../fixtures';

/**
 * Three tokens of width 4 from the first bytes of a file, each a sum of bytes times what depends on the token: what is
 * expected can be said.
 */
export const model: FeatureModel<Uint8Array> = {
  id: 'sums',
  preprocessing: 'first bytes',
  width: 4,
  tokens: 3,
  prepare: async (bytes) => bytes.slice(6, 18),
  encode: (batch) =>
    tf.tidy(() => {
      const numbers = tf.tensor(batch.map((bytes) => [...bytes])); // [B, 12]
      const sums = numbers.reshape([-1, 4, 3]).sum(2).reshape([-1, 1, 4]); // [B, 1, 4]
      return sums.mul(tf.tensor3d([1, 10, 100], [1, 3, 1])) as tf.Tensor3D;
    }),
};

/** The tokens that the model gives for a file, [3, 4]. */
export function tokensOf(bytes: Uint8Array): number[][] {
  const sums = [0, 1, 2, 3].map((i) => bytes[6 + 3 * i]! + bytes[7 + 3 * i]! + bytes[8 + 3 * i]!);
  return [1, 10, 100].map((factor) => sums.map((sum) => sum * factor));
}

/** An image in memory. */
export const image = (text: string): SampleImage => ({ name: `${text}.jpg`, read: async () => jpeg(text) });

/** Samples of some images each, all different. */
export const samplesOf = (sizes: readonly number[], start = 'image'): Sample[] =>
  sizes.map((size, s) => ({
    id: `s${s}`,
    images: Array.from({ length: size }, (_, i) => image(`${start} ${String(s).padStart(3, '0')} ${i} 0123456789`)),
    captions: ['A caption.'],
    meta: {},
  }));

/** Every file below a folder with its content, as text: to compare caches bit by bit. */
export function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), readFileSync(path).toString('base64')]),
  );
}

/** The shards of a cache with one space. */
export function shardsOf(cache: string): string[] {
  const files = Object.keys(contentOf(cache)).filter((file) => file.endsWith('.safetensors'));
  return files.map((file) => join(cache, file));
}
