import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Blip2Shapes, createBlip2, Random, tf } from '../../../lib';
import { packageFolder } from '../../../lib/data';

export const sizes = ['tiny', 'base', 'large', 'xl'] as const;
export type Size = (typeof sizes)[number];

/** ViT-g and BLIP-2's QFormer before FLAN-T5 of a size; `tiny` tries the benchmark out. */
const languages = {
  base: { width: 768, layers: 12, heads: 12, hidden: 2048 },
  large: { width: 1024, layers: 24, heads: 16, hidden: 2816 },
  xl: { width: 2048, layers: 24, heads: 32, hidden: 5120 },
} as const;

function shapesOf(size: Size): Blip2Shapes {
  const stack = { width: 32, layers: 2, heads: 4, hidden: 64 };
  if (size === 'tiny') {
    return {
      vision: { ...stack, imageSize: 28, patchSize: 14 },
      qformer: { ...stack, queries: 4 },
      language: { ...stack, kind: 't5' },
    };
  }
  return {
    vision: { width: 1408, layers: 39, heads: 16, hidden: 6144, imageSize: 224, patchSize: 14 },
    qformer: { width: 768, layers: 12, heads: 12, hidden: 3072, queries: 32 },
    language: { kind: 't5', vocabulary: 32128, ...languages[size] },
  };
}

export const folderOf = (size: Size) => join(packageFolder(), 'out', 'models', `blip2-${size}`);

/** Writes the checkpoint with random weights, once. */
export function writeCheckpoint(size: Size): void {
  const folder = folderOf(size);
  if (existsSync(join(folder, 'config.json'))) return;
  const beside = `${folder}.part`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  createBlip2(beside, shapesOf(size), { dtype: size === 'xl' ? 'BF16' : 'F32', weights: fromPool() });
  // What the loader of transformers wants to know beyond the shapes.
  const generation = { decoder_start_token_id: 0, pad_token_id: 0, bos_token_id: 2, eos_token_id: 2 };
  writeFileSync(join(beside, 'generation_config.json'), JSON.stringify(generation));
  renameSync(beside, folder);
}

/** Numbers out of one pool of normal ones, from a place that the name decides: drawing a billion takes minutes. */
function fromPool(): (name: string, shape: readonly number[]) => tf.Tensor | undefined {
  const random = new Random(0);
  const pool = Float32Array.from({ length: 1_000_003 }, () => random.normal());
  return (_, shape) => {
    if (shape.length < 2) return undefined;
    const count = shape.reduce((product, size) => product * size, 1);
    const scale = 1 / Math.sqrt(shape.at(-1)!);
    const values = new Float32Array(count);
    const start = random.integer(pool.length);
    for (let i = 0, from = start; i < count; i++) {
      values[i] = scale * pool[from]!;
      from = from + 1 === pool.length ? 0 : from + 1;
    }
    return tf.tensor(values, [...shape]);
  };
}
