import type { ScheduleOptions } from '../train';

/** How a captioner is trained: plain JSON and complete, so that another setting is another run. */
export interface TrainingSettings {
  epochs: number;
  /** Samples a step. */
  batch: number;
  /** Steps whose gradients make one update. */
  accumulate: number;
  schedule: Omit<ScheduleOptions, 'epochs' | 'stepsPerEpoch'>;
  weightDecay: number;
  beta1: number;
  beta2: number;
  /** Largest norm of the gradient; null does not clip. */
  clipNorm: number | null;
  precision: 'float32' | 'bf16';
  dropout: number;
  /** Longest caption to learn from, in tokens. */
  maxTokens: number;
  generation: { beams: number; maxTokens: number; minTokens: number };
  /** Epochs from one validation to the next, and the samples it takes; null takes all. */
  validation: { every: number; samples: number | null };
  /** Validations without a better score before training stops; null goes on. */
  patience: number | null;
  /** Of the order of samples, dropout and new weights. */
  seed: number;
}
