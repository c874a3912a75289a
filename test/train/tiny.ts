import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Blip2,
  type Blip2Options,
  type Blip2Shapes,
  createBlip2,
  Random,
  type TrainingOptions,
  type TrainingSample,
  tf,
} from '../../lib';

const stack = { width: 16, layers: 2, heads: 4, hidden: 24 };

export const shapesOf = (kind: 't5' | 'opt', layers = 2): Blip2Shapes => ({
  vision: { ...stack, layers, imageSize: 32, patchSize: 16 },
  qformer: { ...stack, layers, queries: 3 },
  language: { ...stack, layers, kind },
});

/** Of runs that take a second. */
export const SETTINGS: TrainingOptions = {
  epochs: 2,
  batch: 4,
  schedule: { kind: 'cosine', peak: 1e-2, warmupStart: 1e-3, warmupSteps: 2 },
  prompt: '',
  maxTokens: 8,
  generation: { beams: 2, maxTokens: 4, minTokens: 0 },
  seed: 3,
};

/** Width of the instances of the tiny BLIP-2. */
export const WIDTH = stack.width;

/** A BLIP-2 of random weights, the same each time. */
export async function makeTiny(kind: 't5' | 'opt' = 't5', options: Blip2Options = {}, layers = 2): Promise<Blip2> {
  const folder = mkdtempSync(join(tmpdir(), 'mivpg-tiny-'));
  try {
    createBlip2(folder, shapesOf(kind, layers), { seed: 1, weights: strong });
    return await Blip2.fromPretrained(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Larger weights of the language model than a new one has: its prompt shall matter to it, for it is frozen. */
function strong(name: string, shape: readonly number[]): tf.Tensor | undefined {
  if (!name.startsWith('language_model.') || shape.length !== 2) return undefined;
  const random = new Random(2).child(name);
  const values = Float32Array.from({ length: shape[0]! * shape[1]! }, () => 0.5 * random.normal());
  return tf.tensor(values, [...shape]);
}

/**
 * Bags of random instances around one of three points, which the caption names.
 * @param sizes numbers of instances, taken in turn @param aligned whether all instances of a bag are alike, so that their
 * mean tells the point
 */
export function makeSamples(
  count: number,
  sizes: readonly number[] = [4],
  seed = 1,
  aligned = false,
): TrainingSample[] {
  const random = new Random(seed);
  const point = (kind: number, i: number) => ((aligned ? i % WIDTH : i) % 3 === kind ? 1 : 0);
  return Array.from({ length: count }, (_, sample) => {
    const kind = sample % 3;
    const size = sizes[sample % sizes.length]!;
    const values = Float32Array.from({ length: size * WIDTH }, (_, i) => point(kind, i) + 0.1 * random.normal());
    const name = ['aa', 'bb', 'cc'][kind]!;
    return {
      id: `${seed}-${sample}`,
      captions: [name, `${name} ${name}`],
      size,
      bag: () => ({ shape: [size, WIDTH], values }),
    };
  });
}
