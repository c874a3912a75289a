import type { RunSpec } from '../../lib/study/spec';

/** A spec as another, but for what is given. */
export function fakeSpec(changes: Partial<RunSpec> = {}): RunSpec {
  const seed = changes.seed ?? 1;
  return {
    version: 1,
    scenario: 'scenes',
    scale: 'mini',
    language: 't5',
    variant: 'ppeg',
    size: 100,
    seed,
    settings: {
      epochs: 2,
      batch: 16,
      accumulate: 1,
      schedule: { kind: 'cosine', peak: 1e-4 },
      weightDecay: 0.05,
      beta1: 0.9,
      beta2: 0.999,
      clipNorm: null,
      precision: 'float32',
      dropout: 0.1,
      maxTokens: 32,
      generation: { beams: 5, maxTokens: 30, minTokens: 8 },
      validation: { every: 1, samples: null },
      patience: null,
      seed,
    },
    ...changes,
  };
}
