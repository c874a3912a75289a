import { checkCount, checkOption } from '../nn';
import { type ScheduleOptions, scheduleKinds } from './schedule';

export const trainingPrecisions = ['float32', 'bf16'] as const;

/** How captions are written for validation and test. */
export interface GenerationSettings {
  beams: number;
  /** Ids of a caption at most, its end token included. */
  maxTokens: number;
  /** The end token has no chance before. */
  minTokens: number;
}

/** When a model is validated, and on how many samples. */
export interface ValidationSettings {
  /** Epochs from one validation to the next; the last epoch is always validated. */
  every: number;
  /** The first so many validation samples; 0: all. */
  samples: number;
  /** Whether to validate before the first step too: the zero-shot score. */
  zeroShot: boolean;
}

/** All that a training run depends on besides model and data: plain JSON, and complete. */
export interface TrainingSettings {
  epochs: number;
  /** Samples of a step. */
  batch: number;
  /** Steps whose gradients are averaged before the weights change. */
  accumulate: number;
  schedule: Required<Omit<ScheduleOptions, 'epochs' | 'stepsPerEpoch'>>;
  weightDecay: number;
  beta1: number;
  beta2: number;
  /** Greatest global norm of the gradients; 0: no clipping. */
  clipNorm: number;
  /** Of matrix products in training steps: see `compile`. */
  precision: (typeof trainingPrecisions)[number];
  /** Rate of the prompt generator's dropout, with which the model is built; 0 trains without. */
  dropout: number;
  /** Text that captions go on from. */
  prompt: string;
  /** Ids of a training caption that count, its end token included; longer ones are cut. */
  maxTokens: number;
  /** What an epoch shows: `one` caption of each sample, drawn anew each epoch, or `all` pairs of sample and caption. */
  captions: (typeof captionChoices)[number];
  generation: GenerationSettings;
  validation: ValidationSettings;
  /** Validations without a better score after which training ends; 0: never. */
  patience: number;
  seed: number;
}

export const captionChoices = ['one', 'all'] as const;

/** Settings to change; the others keep their defaults. */
export interface TrainingOptions extends Partial<Omit<TrainingSettings, 'schedule' | 'generation' | 'validation'>> {
  schedule?: Partial<TrainingSettings['schedule']>;
  generation?: Partial<GenerationSettings>;
  validation?: Partial<ValidationSettings>;
}

/** What BLIP-2 fine-tunes captions with (LAVIS, `caption_coco_ft.yaml`). */
const DEFAULTS: TrainingSettings = {
  epochs: 5,
  batch: 16,
  accumulate: 1,
  schedule: { kind: 'lavis', peak: 1e-5, minimum: 0, warmupStart: 1e-8, warmupSteps: 1000 },
  weightDecay: 0.05,
  beta1: 0.9,
  beta2: 0.999,
  clipNorm: 0,
  precision: 'float32',
  dropout: 0.1,
  prompt: 'a photo of',
  maxTokens: 32,
  captions: 'one',
  generation: { beams: 5, maxTokens: 30, minTokens: 8 },
  validation: { every: 1, samples: 0, zeroShot: true },
  patience: 0,
  seed: 42,
};

/**
 * Complete settings: BLIP-2's of fine-tuning captions on COCO, where nothing else is given. For reports of slides the
 * project takes `prompt: ''` and `maxTokens: 96`.
 * @throws on unknown names and impossible values, with what is allowed
 */
export function trainingSettings(options: TrainingOptions = {}): TrainingSettings {
  const settings = merge(DEFAULTS, {
    ...options,
    schedule: merge(DEFAULTS.schedule, options.schedule, 'schedule.'),
    generation: merge(DEFAULTS.generation, options.generation, 'generation.'),
    validation: merge(DEFAULTS.validation, options.validation, 'validation.'),
  });
  check(settings);
  return settings;
}

/** The defaults with what is given in their place, in the order of the defaults. */
function merge<T extends object>(defaults: T, given: Partial<T> | undefined, path = ''): T {
  const merged = { ...defaults };
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!Object.hasOwn(defaults, name)) {
      throw new Error(`Unknown setting ${path}${name}: expected one of ${Object.keys(defaults).join(', ')}.`);
    }
    const expected = typeof defaults[name as keyof T];
    if (value === undefined) continue;
    if (typeof value !== expected) {
      throw new Error(`Setting ${path}${name}: found ${JSON.stringify(value)}, expected a ${expected}.`);
    }
    merged[name as keyof T] = value as T[keyof T];
  }
  return merged;
}

function check(settings: TrainingSettings): void {
  const { schedule, generation, validation } = settings;
  for (const name of ['epochs', 'batch', 'accumulate', 'maxTokens'] as const) checkCount(name, settings[name]);
  checkCount('generation.beams', generation.beams);
  checkCount('generation.maxTokens', generation.maxTokens);
  checkCount('validation.every', validation.every);
  checkWhole('schedule.warmupSteps', schedule.warmupSteps);
  checkWhole('generation.minTokens', generation.minTokens);
  checkWhole('validation.samples', validation.samples);
  checkWhole('patience', settings.patience);
  checkWhole('seed', settings.seed);
  checkOption('schedule.kind', schedule.kind, scheduleKinds);
  checkOption('precision', settings.precision, trainingPrecisions);
  checkOption('captions', settings.captions, captionChoices);
  for (const name of ['peak', 'minimum', 'warmupStart'] as const) checkNumber(`schedule.${name}`, schedule[name]);
  for (const name of ['weightDecay', 'clipNorm'] as const) checkNumber(name, settings[name]);
  for (const name of ['dropout', 'beta1', 'beta2'] as const) checkNumber(name, settings[name], 1);
  if (generation.minTokens > generation.maxTokens) {
    throw new Error(
      `Setting generation.minTokens: found ${generation.minTokens}, expected at most maxTokens, ${generation.maxTokens}.`,
    );
  }
}

function checkWhole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new Error(`Setting ${name}: found ${value}, expected a whole number of at least 0.`);
}

function checkNumber(name: string, value: number, below = Number.POSITIVE_INFINITY): void {
  if (value >= 0 && value < below) return;
  const range = Number.isFinite(below) ? `in [0, ${below})` : 'of at least 0';
  throw new Error(`Setting ${name}: found ${value}, expected a number ${range}.`);
}
