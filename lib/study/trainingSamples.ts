import type { Blip2, InstanceKind } from '../blip2';
import { allSamples, bagSizes, type FeatureBag, type Sample } from '../data';
import { type BagSizes, recordedVision, type TrainingSample } from '../train';
import { decodeImage, type RgbImage } from '../vision';
import type { RunData } from './runData';
import { AUGMENTED_VIEWS, BagReader, extractSamples } from './sampleFeatures';
import { scenarios } from './scenarios';
import type { StudySources } from './sources';
import type { RunSpec } from './spec';
import { instancesOf, seesOverview, usesPositions, type Variant } from './variants';

/** The samples of a run, as a captioner takes them. */
export interface RunSamples {
  train: TrainingSample[];
  validation: TrainingSample[];
  fixed: TrainingSample[];
  test: TrainingSample[];
  /** Closes the files of their features. */
  close(): Promise<void>;
}

export interface SampleOptions {
  sources: StudySources;
  /** Stops the extraction of features. */
  signal?: AbortSignal;
  /** Told how much of the features is there, from 0 to 1, and in words. */
  onProgress?: (share: number, text: string) => void;
}

/** Extracts the features of a run's samples where they are not in the cache, and gives bags of them; or pictures. */
export async function makeTrainingSamples(
  blip2: Blip2,
  { scenario, scale }: Pick<RunSpec, 'scenario' | 'scale'>,
  variant: Variant,
  data: RunData,
  options: SampleOptions,
): Promise<RunSamples> {
  const { instances: given, text } = scenarios[scenario];
  const instances = instancesOf(variant, given);
  const shown = (samples: readonly Sample[]) => (seesOverview(variant, given) ? samples.map(overviewOf) : samples);
  // Of a miniature all samples, so that what one run extracts serves all others.
  const all = scale === 'mini' ? allSamples(data.dataset) : [...data.train, ...data.validation, ...data.test];
  const training = scale === 'mini' ? data.dataset.splits.train : data.train;
  const contents =
    variant.trains === 'with-vision'
      ? picturesOf()
      : await featuresOf(blip2, instances, variant, { all: shown(all), training: shown(training) }, options);
  const make = (sample: Sample, captions: readonly string[]): TrainingSample => ({
    id: sample.id,
    captions,
    size: sizeOf(sample, instances, blip2),
    ...contents.of(sample),
  });
  const asWritten = (samples: readonly Sample[]) => shown(samples).map((sample) => make(sample, sample.captions));
  const test = asWritten(data.test);
  const fixed = new Set(data.fixed.map(({ id }) => id));
  return {
    train: shown(data.train).map((sample) => make(sample, sample.captions.map(text))),
    validation: asWritten(data.validation),
    fixed: test.filter(({ id }) => fixed.has(id)),
    test,
    close: contents.close,
  };
}

/** What of a sample is read while training. */
interface Contents {
  of(sample: Sample): Pick<TrainingSample, 'bag' | 'pictures'>;
  close(): Promise<void>;
}

async function featuresOf(
  blip2: Blip2,
  instances: InstanceKind,
  variant: Variant,
  { all, training }: { all: readonly Sample[]; training: readonly Sample[] },
  { sources, signal, onProgress }: SampleOptions,
): Promise<Contents> {
  const views = variant.augmented ? AUGMENTED_VIEWS : 0;
  const readers: BagReader[] = [];
  const { vision, parameters, config, processor } = blip2;
  const encoder = recordedVision(vision, parameters, { ...config.vision, processor });
  try {
    for (let view = 0; view <= views; view++) {
      const tell = (done: number, total: number) =>
        onProgress?.((view + done / total) / (views + 1), `features of ${done} of ${total} images`);
      const options = { instances, view, cache: sources.features, signal, onProgress: tell };
      const of = view === 0 ? all : training;
      readers.push(new BagReader(await extractSamples(encoder.model, processor, of, options), instances));
    }
  } finally {
    encoder.dispose();
  }
  const keepPositions = usesPositions(variant);
  return {
    of: (sample) => ({
      async bag(epoch = 0) {
        const bag = await readers[epoch % readers.length]!.read(sample);
        return keepPositions ? bag : withoutPositions(bag);
      },
    }),
    async close() {
      for (const reader of readers) await reader.close();
    },
  };
}

/** Pictures as they are, each decoded once. */
function picturesOf(): Contents {
  const known = new Map<string, Promise<RgbImage[]>>();
  const decode = ({ images }: Sample) => Promise.all(images.map(async (image) => decodeImage(await image.read())));
  return {
    of: (sample) => ({
      pictures() {
        const pictures = known.get(sample.id) ?? decode(sample);
        known.set(sample.id, pictures);
        return pictures;
      },
    }),
    close: async () => known.clear(),
  };
}

const overviewOf = (sample: Sample): Sample => ({ ...sample, images: sample.images.slice(0, 1) });

const withoutPositions = ({ shape, values }: FeatureBag): FeatureBag => ({ shape, values });

/** Instances (images) of a sample's bag. */
function sizeOf({ images }: Sample, instances: InstanceKind, { config }: Blip2): number {
  const { imageSize, patchSize } = config.vision;
  return instances === 'patches' ? images.length * (1 + (imageSize / patchSize) ** 2) : images.length;
}

/** Images of products, which are few. */
const IMAGE_SIZES = [2, 3, 4, 6, 8, 12, 16];
/** Smaller bags of instances cost little beside what a recording for them does. */
const SMALLEST_BAG = 64;

/** Few sizes to pad the bags of a run to. */
export function sizesOf({ train, validation, test }: RunSamples, instances: InstanceKind): BagSizes {
  const sizes = [...train, ...validation, ...test].map(({ size }) => size!);
  const largest = Math.max(...sizes);
  if (sizes.every((size) => size === largest)) return [largest];
  if (instances === 'images') return [...IMAGE_SIZES.filter((size) => size < largest), largest];
  return bagSizes(largest, Math.min(SMALLEST_BAG, largest));
}
