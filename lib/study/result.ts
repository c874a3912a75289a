import type { RunSpec } from './spec';

/** Scores by name of the metric, in the order of `metricNames`. */
export type Scores = Readonly<Record<string, number>>;

/** What a run leaves: `result.json`. */
export interface RunResult {
  /** `runId(spec)`. */
  id: string;
  spec: RunSpec;
  /** Training samples that there were: `spec.size`, or all. */
  trainingSamples: number;
  /** Of the test split, at the best epoch. */
  scores: Scores;
  /** Epoch 0 is before training. */
  validation: readonly {
    epoch: number /** Mean of the training steps; null at epoch 0. */;
    loss: number | null;
    scores: Scores;
  }[];
  bestEpoch: number;
  /** Test scores of predictors that see no picture, by their name. */
  blind: Readonly<Record<string, Scores>>;
  /** Test scores of captions written from the truth that the pictures were made of; null where there is none. */
  oracle: Scores | null;
  /** Captions of the test split by sample. */
  captions: Readonly<Record<string, string>>;
  /** What the test captions were scored against. */
  references: Readonly<Record<string, readonly string[]>>;
  /** Captions of the same few samples after each epoch. */
  fixedCaptions: readonly { epoch: number; captions: Readonly<Record<string, string>> }[];
  cost: RunCost;
  provenance: Provenance;
}

/** What a run took. */
export interface RunCost {
  /** Of training, captions and scores; features, which many runs share, are not counted. */
  seconds: number;
  secondsPerStep: number;
  /** Most memory that the process took. */
  peakBytes: number;
  /** Weights of the model, and those of them that were trained. */
  parameters: number;
  trained: number;
}

/** What made a result. */
export interface Provenance {
  /** Of the repository; null outside of one. */
  commit: string | null;
  /** Of this package. */
  version: string;
  engine: string;
  node: string;
  processor: string;
  /** ISO 8601. */
  date: string;
  /** Which data and which weights: names with digests. */
  data: string;
  model: string;
}
