import { createHash } from 'node:crypto';
import { allSamples, type Dataset, type Sample, subset } from '../data';
import { StudyError } from './errors';
import { loadScenario } from './scenarios';
import type { StudySources } from './sources';
import type { RunSpec } from './spec';

/** The samples of a run, as the data set has them. */
export interface RunData {
  dataset: Dataset;
  train: readonly Sample[];
  validation: readonly Sample[];
  test: readonly Sample[];
  /** Of the test split, captioned after each epoch. */
  fixed: readonly Sample[];
  /** Name, size and digest of ids and captions. */
  name: string;
}

/** How many test samples are captioned after each epoch. */
const FIXED = 4;

/** Data sets of this process: one is loaded once, however many runs it serves. */
const loaded = new Map<string, Promise<Dataset>>();

/**
 * Loads a scenario's data and draws the run's training samples: random ones by the seed, the smaller sizes within the
 * larger.
 * @throws StudyError if there are fewer samples than the spec asks for, or the data have to be named
 */
export async function openRunData(
  { scenario, scale, size, seed }: Pick<RunSpec, 'scenario' | 'scale' | 'size' | 'seed'>,
  { data = {} }: StudySources,
): Promise<RunData> {
  const key = JSON.stringify([scenario, scale, data[scenario]]);
  const loading = loaded.get(key) ?? loadScenario(scenario, scale, data[scenario]);
  loaded.set(key, loading);
  loading.catch(() => loaded.delete(key)); // it may be there next time
  const dataset = await loading;
  const { train: all, val, test } = dataset.splits;
  if (size !== 'all' && size > all.length) {
    const found = `found the size ${size}, expected at most ${all.length}, the training samples of ${dataset.name}`;
    throw new StudyError('wrong-spec', scenario, found);
  }
  const empty = Object.entries(dataset.splits).find(([, samples]) => samples.length === 0);
  if (empty)
    throw new StudyError('wrong-spec', scenario, `found no sample in the split ${empty[0]} of ${dataset.name}`);
  return {
    dataset,
    train: size === 'all' ? all : subset(all, size, `${scenario} train`, { seed }),
    validation: val,
    test,
    fixed: subset(test, Math.min(FIXED, test.length), `${scenario} test`),
    name: nameOf(dataset),
  };
}

function nameOf(dataset: Dataset): string {
  const samples = allSamples(dataset);
  const texts = JSON.stringify(samples.map(({ id, captions }) => [id, captions]));
  const digest = createHash('sha256').update(texts).digest('hex').slice(0, 12);
  return `${dataset.name}, ${samples.length} samples, ${digest}`;
}
