import { join } from 'node:path';
import { type TrainingOptions, type TrainingReport, trainCaptioner, trainingSettings } from '../train';
import { prepareRun } from './prepareRun';
import { type Bounds, boundsOf } from './scoring';
import { settingsOf } from './settings';
import type { StudySources } from './sources';
import { describeSpec, type LanguageKind, type RunSpec, runId, type ScenarioName, specVersion } from './spec';

/** What is tried, on which miniature. */
export interface CalibrationOptions {
  scenario: ScenarioName;
  sizes: readonly RunSpec['size'][];
  /** Settings to try, each with all sizes: what differs from the scenario's own. */
  trials: readonly TrainingOptions[];
  /** Default `t5`. */
  language?: LanguageKind;
  /** What is trained (default `qformer`: settings are chosen with the plain QFormer, before any comparison). */
  variant?: string;
  /** Default 1. */
  seed?: number;
  /** Where trainings are kept: those that are there are not done again. */
  folder: string;
  sources?: StudySources;
  signal?: AbortSignal;
  /** Told what is being done. */
  onProgress?: (text: string) => void;
}

/** What a setting gave. */
export interface CalibrationRow {
  spec: RunSpec;
  trial: TrainingOptions;
  report: TrainingReport;
  /** On validation samples, as the report's scores. */
  bounds: Bounds;
}

/**
 * Trains a miniature's QFormer with settings to choose from, and gives what it scores on validation data beside blind
 * predictors and the oracle. The test split is not looked at.
 */
export async function* calibrate(options: CalibrationOptions): AsyncGenerator<CalibrationRow> {
  const { scenario, sizes, trials, language = 't5', variant = 'qformer', seed = 1 } = options;
  const names = { version: specVersion, scenario, scale: 'mini', language, variant, seed } as const;
  for (const trial of trials) {
    for (const size of sizes) {
      const settings = trainingSettings(changed(settingsOf(names), trial));
      yield await tryOut({ ...names, size, settings }, trial, options);
    }
  }
}

const changed = (settings: TrainingOptions, trial: TrainingOptions): TrainingOptions => ({
  ...settings,
  ...trial,
  schedule: { ...settings.schedule, ...trial.schedule },
  generation: { ...settings.generation, ...trial.generation },
  validation: { ...settings.validation, ...trial.validation },
});

async function tryOut(
  spec: RunSpec,
  trial: TrainingOptions,
  { folder, sources, signal, onProgress }: CalibrationOptions,
): Promise<CalibrationRow> {
  const name = describeSpec(spec);
  const tell = (text: string) => onProgress?.(`${name}: ${text}`);
  const run = await prepareRun(spec, { sources, signal, onProgress: (_, text) => tell(text) });
  try {
    const { train, validation } = run.samples;
    const hooks = { folder: join(folder, runId(spec)), signal, onProgress: (now: { text: string }) => tell(now.text) };
    const report = await trainCaptioner(run.captioner, { train, validation }, { ...spec.settings, ...hooks });
    return { spec, trial, report, bounds: boundsOf(spec, run.data, 'validation') };
  } finally {
    await run.dispose();
  }
}
