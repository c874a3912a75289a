import type { InstanceKind } from '../blip2';
import {
  allSamples,
  type Dataset,
  loadAbo,
  loadDataset,
  loadMiniAbo,
  loadMiniCoco,
  loadMiniGastric,
  loadPatchGastric,
  type OracleSet,
  type Sample,
  splitNames,
  stratifiedSplit,
} from '../data';
import { StudyError } from './errors';
import type { Scale, ScenarioName } from './spec';

/** Data of the study, and how captions of it are made. */
export interface Scenario {
  title: string;
  /** What the instances of a sample are. */
  instances: InstanceKind;
  /** What the data are called at each scale. */
  data: Readonly<Record<Scale, string>>;
  /** A caption as it is taught; references stay as they are written. */
  text(caption: string): string;
  /** Whether captions name the class of their sample, as reports do. */
  namesClass: boolean;
  /** Which generator's truth there is at scale mini. */
  oracle?: OracleSet;
  /** Loads the data. @param folder of the user's copy; undefined where the data come with the package */
  load(folder: string | undefined): Promise<Dataset>;
}

const asWritten = (caption: string) => caption;

/**
 * The paper's three scenarios, and photographs. Targets are LAVIS's `blip_caption` text where captions are COCO's, raw
 * ones elsewhere: reports keep their capitals and full stops.
 */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  scenes: {
    title: 'Single image (scenario 1)',
    instances: 'patches',
    data: { mini: 'MiniCOCO', full: 'COCO captions' },
    text: blipCaption,
    namesClass: false,
    oracle: 'coco',
    load: (folder) => (folder === undefined ? loadMiniCoco() : loadDataset(folder)),
  },
  slides: {
    title: 'An embedding an image (scenario 2)',
    instances: 'cls',
    data: { mini: 'MiniGastric', full: 'PatchGastricADC22' },
    text: asWritten,
    namesClass: true,
    oracle: 'gastric',
    load: (folder) => (folder === undefined ? loadMiniGastric() : loadPatchGastric(folder)),
  },
  products: {
    title: 'Images with patches (scenario 3)',
    instances: 'images',
    data: { mini: 'MiniABO', full: 'Amazon Berkeley Objects' },
    text: asWritten,
    namesClass: false,
    oracle: 'abo',
    load: (folder) => (folder === undefined ? loadMiniAbo() : loadAbo(folder)),
  },
  photographs: {
    title: 'Photographs (as scenario 1)',
    instances: 'patches',
    data: { mini: 'photographs in a layout of COCO', full: 'photographs in a layout of COCO' },
    text: blipCaption,
    namesClass: false,
    load: async (folder) => withSplits(await loadDataset(folder!)),
  },
};

/**
 * The data of a scenario.
 * @param folder of the user's copy @throws StudyError where one is needed and not named, DataError for what is wrong with it
 */
export async function loadScenario(name: ScenarioName, scale: Scale, folder?: string): Promise<Dataset> {
  const scenario = scenarios[name];
  const embedded = scale === 'mini' && name !== 'photographs';
  if (!embedded && folder === undefined) {
    const what = `found no folder of ${scenario.data[scale]}, expected one: name it (data.${name})`;
    throw new StudyError('wrong-spec', `${name}, scale ${scale}`, what);
  }
  return scenario.load(embedded ? undefined : folder);
}

/** Captions of a text longer than this are cut, in words. */
const MOST_WORDS = 50;

/** `blip_caption` of LAVIS: lower case, without marks that end or divide sentences, single spaces, 50 words at most. */
export function blipCaption(caption: string): string {
  const spaced = caption.toLowerCase().replace(/[.!"()*#:;~]/g, ' ');
  return spaced
    .replace(/\s{2,}/g, ' ')
    .trim()
    .split(' ')
    .slice(0, MOST_WORDS)
    .join(' ');
}

/** Splits 70/10/20 what has no split of its own, such as a single file of annotations; by ids and seed 1. */
export function withSplits(dataset: Dataset): Dataset {
  if (splitNames.every((split) => dataset.splits[split].length > 0)) return dataset;
  const samples = new Map(allSamples(dataset).map((sample) => [sample.id, sample]));
  const ids = stratifiedSplit(
    [...samples.keys()].map((id) => ({ id, stratum: '' })),
    1,
  );
  const pick = (split: (typeof splitNames)[number]): Sample[] => ids[split].map((id) => samples.get(id)!);
  return { ...dataset, splits: { train: pick('train'), val: pick('val'), test: pick('test') } };
}
