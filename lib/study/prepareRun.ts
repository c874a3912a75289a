import type { Captioner } from '../train';
import { openRunData, type RunData } from './runData';
import { buildModel, loadBlip2, type RunModel } from './runModel';
import { scenarios } from './scenarios';
import { modelFolder, type StudySources } from './sources';
import type { RunSpec } from './spec';
import { makeTrainingSamples, type RunSamples, type SampleOptions, sizesOf } from './trainingSamples';
import { instancesOf, type Variant, variantOf } from './variants';

/** All that a run needs before its first step. */
export interface PreparedRun {
  variant: Variant;
  data: RunData;
  samples: RunSamples;
  model: RunModel;
  captioner: Captioner;
  /** The folder of its BLIP-2. */
  folder: string;
  /** Frees the model, and closes files. */
  dispose(): Promise<void>;
}

/** Where a run's parts are, who is told, and how many samples are looked at. */
export interface PrepareOptions extends Omit<SampleOptions, 'sources'> {
  sources?: StudySources;
  /**
   * Samples of validation, and of test, at most: the first ones. Features are then made of the run's own samples alone, for a
   * look at a run within minutes. Default: all, as results have them.
   */
  heldOut?: number;
}

/**
 * Loads the data and the model of a run, and makes sure that the features are there. The caller disposes of it.
 * @throws StudyError where the spec asks for what there is not, or data or model have to be named
 */
export async function prepareRun(spec: RunSpec, options: PrepareOptions = {}): Promise<PreparedRun> {
  const { sources = {}, heldOut } = options;
  const { scenario, scale, language, seed } = spec;
  const variant = variantOf(spec.variant, scenario);
  const folder = modelFolder(language, scale, sources);
  const all = await openRunData(spec, sources);
  const data = heldOut === undefined ? all : firstOf(all, heldOut);
  const instances = instancesOf(variant, scenarios[scenario].instances);
  const blip2 = await loadBlip2(folder, variant, instances, spec);
  try {
    const samples = await makeTrainingSamples(blip2, spec, variant, data, { ...options, sources });
    const model = buildModel(blip2, variant, sizesOf(samples, instances), seed);
    const dispose = () => {
      model.dispose();
      return samples.close();
    };
    return { variant, data, samples, model, captioner: model.captioner, folder, dispose };
  } catch (error) {
    blip2.dispose();
    throw error;
  }
}

/** A run's data with the first few of the samples that it is judged by. */
function firstOf(data: RunData, count: number): RunData {
  const [validation, test] = [data.validation.slice(0, count), data.test.slice(0, count)];
  const splits = { train: [...data.train], val: validation, test };
  const fixed = test.slice(0, data.fixed.length);
  return { ...data, dataset: { ...data.dataset, splits }, validation, test, fixed };
}
