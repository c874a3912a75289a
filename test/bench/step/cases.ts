/** A training step: the same model, batch, loss (mean squared error) and optimiser (AdamW) on both sides. */
export interface Case {
  name: string;
  correlation: 'none' | 'csa' | 'sa';
  layers: number;
  width: number;
  heads: number;
  queries: number;
  instanceWidth: number;
  batch: number;
  /** M of each bag. */
  instances: number;
  dropout: number;
  precision: 'float32' | 'bf16';
  /** Ours computes the blocks' intermediates again for the gradient; PyTorch's side does not. */
  checkpointing?: boolean;
  /** Steps in a round. */
  steps: number;
  rounds: number;
}

const small = { layers: 4, width: 128, heads: 4, queries: 16, instanceWidth: 128, batch: 16, instances: 64 };
const blip2 = { layers: 12, width: 768, heads: 12, queries: 32, instanceWidth: 1408, batch: 4, instances: 257 };
const slide = { ...blip2, batch: 1 };

const defaults = { dropout: 0, precision: 'float32' as const };
const correlations = ['none', 'csa', 'sa'] as const;

/** Every case of the benchmark. Self-attention over 16,384 instances is left out: its attention maps fill 12 GB a layer. */
export const cases: readonly Case[] = [
  ...correlations.map((correlation) => ({
    ...{ name: `small ${correlation}`, correlation, ...small, ...defaults, steps: 10, rounds: 6 },
  })),
  { name: 'small none dropout', correlation: 'none', ...small, ...defaults, dropout: 0.1, steps: 10, rounds: 6 },
  ...correlations.map((correlation) => ({
    ...{ name: `blip2 ${correlation}`, correlation, ...blip2, ...defaults, steps: 1, rounds: 5 },
  })),
  { name: 'blip2 none bf16', correlation: 'none', ...blip2, ...defaults, precision: 'bf16', steps: 1, rounds: 5 },
  ...correlations.map((correlation) => ({
    ...{ name: `slide 1860 ${correlation}`, correlation, ...slide, instances: 1860, ...defaults, steps: 1, rounds: 4 },
  })),
  {
    ...{ name: 'slide 1860 sa checkpointing', correlation: 'sa', checkpointing: true },
    ...{ ...slide, instances: 1860, ...defaults, steps: 1, rounds: 3 },
  },
  ...(['none', 'csa'] as const).map((correlation) => ({
    ...{
      name: `slide 16384 ${correlation}`,
      correlation,
      ...slide,
      instances: 16384,
      ...defaults,
      steps: 1,
      rounds: 3,
    },
  })),
];
