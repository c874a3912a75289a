import { join } from 'node:path';
import { loadWeights, type TrainingReport, trainCaptioner, type WritingOptions } from '../train';
import { StudyError } from './errors';
import { type PreparedRun, prepareRun } from './prepareRun';
import { modelName, provenanceOf } from './provenance';
import type { RunResult, Scores } from './result';
import { boundsOf, scoreSamples } from './scoring';
import type { StudySources } from './sources';
import { type RunSpec, runId } from './spec';
import { readResultIn, writeResultIn } from './store';

/** Where a run is done, and who is told. */
export interface RunContext {
  /** The run's own folder. */
  folder: string;
  /** Told as the run goes on. @param share of the run that is done, from 0 to 1 @param text what it is at */
  onProgress?(share: number, text: string): void;
  /** Stops the run, which goes on from its folder when it is started again. */
  signal?: AbortSignal;
  sources?: StudySources;
}

/** Shares of a run's progress at which features are there, and training is done. */
const PREPARED = 0.1;
const TRAINED = 0.9;

/**
 * Does one run of the study in this process: data, features, training, captions of the test split by the best epoch's
 * weights, scores. What is in the folder already is gone on from; `result.json` is written last, and a run that has one is
 * not done again.
 * @throws StudyError, DataError, or what training throws
 */
export async function executeRun(spec: RunSpec, context: RunContext): Promise<RunResult> {
  const finished = finishedResult(spec, context.folder);
  if (finished) return finished;
  const { onProgress, signal, sources } = context;
  const tell = (share: number, text: string) => onProgress?.(PREPARED * share, text);
  const run = await prepareRun(spec, { sources, signal, onProgress: tell });
  const start = performance.now();
  try {
    const trained = run.variant.trains === 'none' ? await judge(spec, run, context) : await train(spec, run, context);
    const captions = await writeCaptions(spec, run, 'test', context);
    const references = Object.fromEntries(run.data.test.map((sample) => [sample.id, sample.captions]));
    const { secondsPerStep, secondsBefore, ...epochs } = trained;
    const result: RunResult = {
      id: runId(spec),
      spec,
      trainingSamples: run.data.train.length,
      scores: scoreSamples(spec.scenario, run.data.test, captions),
      ...epochs,
      ...boundsOf(spec, run.data),
      captions: Object.fromEntries(captions),
      references,
      cost: {
        seconds: secondsBefore + (performance.now() - start) / 1000,
        secondsPerStep,
        peakBytes: process.resourceUsage().maxRSS * 1024,
        parameters: run.model.parameters,
        trained: run.variant.trains === 'none' ? 0 : run.model.trained,
      },
      provenance: provenanceOf(run.data.name, await modelName(run.folder)),
    };
    writeResultIn(context.folder, result);
    onProgress?.(1, 'finished');
    return result;
  } finally {
    await run.dispose();
  }
}

/** The result that is there; a damaged one counts as none. @throws StudyError for that of another version or spec */
function finishedResult(spec: RunSpec, folder: string): RunResult | undefined {
  try {
    return readResultIn(folder, runId(spec));
  } catch (error) {
    if (error instanceof StudyError && error.kind === 'damaged-result') return undefined;
    throw error;
  }
}

type Epochs = Pick<RunResult, 'validation' | 'bestEpoch' | 'fixedCaptions'>;
type Trained = Epochs & {
  secondsPerStep: number;
  /** Seconds of work in processes before this one. */
  secondsBefore: number;
};

/** Trains, and leaves the captioner with the best epoch's weights. */
async function train(spec: RunSpec, run: PreparedRun, context: RunContext): Promise<Trained> {
  const { captioner, samples } = run;
  const { folder, signal, onProgress } = context;
  const start = performance.now();
  const { train, validation, fixed } = samples;
  const report = await trainCaptioner(
    captioner,
    { train, validation, fixed },
    {
      ...spec.settings,
      folder: join(folder, 'training'),
      signal,
      onProgress: ({ done, total, text }) => onProgress?.(PREPARED + (TRAINED - PREPARED) * (done / total), text),
    },
  );
  if (report.best) loadWeights(captioner, report.best.weights);
  const secondsBefore = Math.max(0, report.seconds - (performance.now() - start) / 1000);
  return { ...epochsOf(report), secondsPerStep: report.secondsPerStep ?? report.seconds / report.steps, secondsBefore };
}

function epochsOf({ epochs, best }: TrainingReport): Epochs {
  return {
    validation: epochs.flatMap(({ epoch, loss = null, scores }) => (scores ? [{ epoch, loss, scores }] : [])),
    bestEpoch: best?.epoch ?? epochs.at(-1)!.epoch,
    fixedCaptions: epochs.flatMap(({ epoch, captions }) => (captions ? [{ epoch, captions }] : [])),
  };
}

/** What a model that is not trained has in place of epochs. */
async function judge(spec: RunSpec, run: PreparedRun, context: RunContext): Promise<Trained> {
  const captions = await writeCaptions(spec, run, 'validation', context);
  const scores: Scores = scoreSamples(spec.scenario, run.data.validation, captions);
  const fixed = await writeCaptions(spec, run, 'fixed', context);
  return {
    validation: [{ epoch: 0, loss: null, scores }],
    bestEpoch: 0,
    fixedCaptions: [{ epoch: 0, captions: Object.fromEntries(fixed) }],
    secondsPerStep: 0,
    secondsBefore: 0,
  };
}

async function writeCaptions(
  { settings }: RunSpec,
  { captioner, samples }: PreparedRun,
  split: 'validation' | 'fixed' | 'test',
  { signal, onProgress }: RunContext,
): Promise<Map<string, string>> {
  const options: WritingOptions = {
    ...settings.generation,
    prompt: settings.prompt,
    signal,
    onProgress: (done, total) =>
      onProgress?.(TRAINED + (1 - TRAINED) * (done / total), `captions of ${done} of ${total} ${split} samples`),
  };
  const captions = await captioner.caption(samples[split], options);
  return new Map(samples[split].map(({ id }, i) => [id, captions[i]!]));
}
