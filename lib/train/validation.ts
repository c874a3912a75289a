import { scoreCaptions } from '../metrics';
import type { Captioner, TrainingSample, WritingOptions } from './captioner';
import type { TrainingSettings } from './settings';

/** What an epoch came to. */
export interface EpochRecord {
  /** Epochs trained: 0 is before training. */
  epoch: number;
  /** Steps taken so far. */
  step: number;
  /** Mean training loss of the epoch; none before training. */
  loss?: number;
  /** By which the best epoch is chosen, as LAVIS: CIDEr + BLEU-4; none where there was no validation. */
  score?: number;
  /** Of the validation samples, by metric. */
  scores?: Record<string, number>;
  /** Of the fixed samples, by id. */
  captions?: Record<string, string>;
}

export interface ValidationData {
  validation: readonly TrainingSample[];
  fixed: readonly TrainingSample[];
}

type Validated = Pick<EpochRecord, 'score' | 'scores' | 'captions'>;

/** Captions the validation samples and the fixed ones, together, and scores the former. */
export async function validate(
  captioner: Captioner,
  { validation, fixed }: ValidationData,
  settings: Pick<TrainingSettings, 'generation' | 'prompt'>,
  hooks: Pick<WritingOptions, 'signal' | 'onProgress'>,
): Promise<Validated> {
  const scored = new Map(validation.map((sample) => [sample.id, sample]));
  // A fixed sample that is one of validation too is captioned once.
  const others = fixed.filter((sample) => scored.get(sample.id) !== sample);
  const all = [...validation, ...others];
  if (all.length === 0) return {};
  const written = await captioner.caption(all, { ...settings.generation, prompt: settings.prompt, ...hooks });
  const captionOf = new Map(all.map((sample, i) => [sample, written[i]!]));
  return {
    ...(validation.length > 0 ? score(validation, captionOf) : {}),
    captions: Object.fromEntries(fixed.map((sample) => [sample.id, captionOf.get(sample)!])),
  };
}

function score(samples: readonly TrainingSample[], captions: ReadonlyMap<TrainingSample, string>) {
  const { scores } = scoreCaptions({
    references: new Map(samples.map((sample) => [sample.id, sample.captions])),
    predictions: new Map(samples.map((sample) => [sample.id, captions.get(sample)!])),
    metrics: ['BLEU-4', 'CIDEr'],
  });
  return { scores, score: scores.CIDEr! + scores['BLEU-4']! };
}

/** The first of the epochs with the best score. */
export function bestOf(epochs: readonly EpochRecord[]): EpochRecord | undefined {
  let best: EpochRecord | undefined;
  for (const one of epochs) {
    if (one.score !== undefined && (best === undefined || one.score > best.score!)) best = one;
  }
  return best;
}

/** Whether so many validations came after the best one. @param patience 0: never */
export function isOutOfPatience(epochs: readonly EpochRecord[], patience: number): boolean {
  const best = bestOf(epochs);
  if (patience === 0 || !best) return false;
  return epochs.filter(({ score, epoch }) => score !== undefined && epoch > best.epoch).length >= patience;
}
