import { type TrainingOptions, type TrainingSettings, trainingSettings } from '../train/settings';
import type { RunSpec, Scale, ScenarioName } from './spec';

/** Reports of slides are longer than captions; those that the paper shows end beyond BLIP-2's 30 tokens. */
const report: TrainingOptions = {
  prompt: '',
  maxTokens: 96,
  generation: { beams: 5, maxTokens: 96, minTokens: 8 },
};

const description: TrainingOptions = { maxTokens: 64, generation: { beams: 5, maxTokens: 64, minTokens: 8 } };

/** The cosine by steps: BLIP-2's own schedule warms up for longer than a miniature is trained. */
const miniature: TrainingOptions = {
  schedule: { kind: 'cosine', peak: 3e-4, minimum: 0, warmupStart: 1e-6, warmupSteps: 20 },
};

/**
 * What each scenario is trained with; what is not named is BLIP-2's (see `trainingSettings`). Another number makes other
 * runs.
 *
 * Full scale: as BLIP-2 fine-tunes on COCO; 40 epochs on slides and products, as the paper says.
 *
 * Miniatures: provisional. They are to be set with `qformer` alone, on validation data, before any comparison, and then
 * frozen; how they were chosen is to stand here.
 */
const byScenario: Record<Scale, Record<ScenarioName, TrainingOptions>> = {
  mini: {
    scenes: { ...miniature, epochs: 8 },
    slides: { ...miniature, ...report, epochs: 20, batch: 8 },
    products: { ...miniature, ...description, epochs: 15, batch: 8 },
    photographs: { ...miniature, epochs: 15 },
  },
  full: {
    scenes: {},
    slides: { ...report, epochs: 40 },
    products: { ...description, epochs: 40 },
    photographs: {},
  },
};

/**
 * What a variant is trained with instead, where it is another kind of model; chosen with as many trials, on validation
 * data, as the scenario's own.
 */
const byVariant: Partial<Record<Scale, Readonly<Record<string, TrainingOptions>>>> = {
  mini: {
    'lstm-mean': { schedule: { ...miniature.schedule, peak: 1e-3 } },
    'lstm-ab-mil': { schedule: { ...miniature.schedule, peak: 1e-3 } },
    'lstm-mean-augmented': { schedule: { ...miniature.schedule, peak: 1e-3 } },
    'lstm-ab-mil-augmented': { schedule: { ...miniature.schedule, peak: 1e-3 } },
  },
};

/** The complete settings of a run. */
export function settingsOf({
  scenario,
  scale,
  variant,
  seed,
}: Pick<RunSpec, 'scenario' | 'scale' | 'variant' | 'seed'>): TrainingSettings {
  return trainingSettings({ ...byScenario[scale][scenario], ...byVariant[scale]?.[variant], seed });
}
