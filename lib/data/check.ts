import { DataError, describeFault, type Fault, FaultLog, faultKinds } from './faults';
import { checkImageBytes } from './imageBytes';
import { readAbout } from './layouts/about';
import { type LayoutName, layoutOf, recogniseLayout } from './layouts/layout';
import { prefetch } from './prefetch';
import { allSamples, countPairs, type Dataset, type Sample, type SampleImage, splitNames } from './sample';

/** How thoroughly a copy of a data set is checked. */
export interface CheckOptions {
  /**
   * Looks at the bytes of each image and throws an error that says what is wrong (default: whether the file is whole;
   * `false`: images are not read).
   */
  checkImage?: ((bytes: Uint8Array) => unknown) | false;
  /** Captions of ABO: see `AboOptions`. */
  captions?: string;
  /** Images of COCO: see `CocoOptions`. */
  images?: string;
  followLinks?: boolean;
  /** Told after each image how many are checked, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** How much a split holds. */
export interface SplitCounts {
  samples: number;
  images: number;
  captions: number;
}

/** What is in a copy of a data set, and what is wrong with it. */
export interface CheckReport {
  folder: string;
  layout: LayoutName;
  title: string;
  licence: string;
  notice?: string;
  splits: Record<string, SplitCounts>;
  /** What makes loading fail, with the fix. */
  errors: (Fault & { fix: string })[];
  /** What is left out, by reason, with an example of each. */
  skipped: Record<string, { count: number; example: string; meaning: string }>;
}

/** Images read at a time. */
const AHEAD = 8;

/**
 * Looks through a copy of a data set: recognises its layout, and finds everything that is missing, damaged or wrong.
 * Writes nothing.
 * @throws DataError if the folder has none of the layouts
 */
export async function checkData(folder: string, options: CheckOptions = {}): Promise<CheckReport> {
  const layout = recogniseLayout(folder);
  const { title, read } = layoutOf(layout);
  const faults = new FaultLog();
  const { captions, images, followLinks } = options;
  const reading = { ...readAbout(folder), captions, images, followLinks, keepSplit: false };
  const dataset = await read(folder, reading, faults).catch(noteFatal(faults));
  if (dataset) await checkImages(allSamples(dataset), options, faults);
  return {
    folder,
    layout,
    title,
    licence: dataset?.licence ?? '',
    notice: dataset?.notice,
    splits: dataset ? countSplits(dataset) : {},
    errors: faults.errors.map((fault) => ({ ...fault, fix: faultKinds[fault.kind].fix })),
    skipped: summarise(faults.skips),
  };
}

/** What makes further reading pointless is one more thing to report. */
function noteFatal(log: FaultLog): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof DataError)) throw error;
    log.errors.push(...error.faults);
  };
}

async function checkImages(samples: readonly Sample[], options: CheckOptions, faults: FaultLog): Promise<void> {
  const { checkImage = checkImageBytes, onProgress } = options;
  if (!checkImage) return;
  const images = samples.flatMap((sample) => sample.images.map((image) => ({ sample, image })));
  const check = async ({ sample, image }: { sample: Sample; image: SampleImage }) => {
    try {
      await checkImage(await image.read());
    } catch (error) {
      const where = `image ${image.name} of sample ${sample.id}`;
      if (error instanceof DataError) faults.errors.push(...error.faults);
      else faults.note('unreadable-image', where, (error as Error).message);
    }
  };
  let done = 0;
  for await (const _ of prefetch(images, check, { ahead: AHEAD })) onProgress?.(++done, images.length);
}

const countSplits = ({ splits }: Dataset): Record<string, SplitCounts> =>
  Object.fromEntries(
    splitNames.map((name) => [
      name,
      {
        samples: splits[name].length,
        images: splits[name].reduce((sum, { images }) => sum + images.length, 0),
        captions: countPairs(splits[name]),
      },
    ]),
  );

function summarise(skips: readonly Fault[]): CheckReport['skipped'] {
  const summary: CheckReport['skipped'] = {};
  for (const fault of skips) {
    const entry = summary[fault.kind];
    if (entry) entry.count += 1;
    else summary[fault.kind] = { count: 1, example: describeFault(fault), meaning: faultKinds[fault.kind].fix };
  }
  return summary;
}
