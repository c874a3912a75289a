import { Random } from '../nn';
import type { TrainingSample } from './captioner';
import type { TrainingSettings } from './settings';

/** A sample and one of its captions, by their numbers. */
export interface Pair {
  sample: number;
  caption: number;
}

/** Bags of so many batches are sorted by size before they are put together. */
const WINDOW = 8;

/** What the order of a run depends on. */
export type OrderSettings = Pick<TrainingSettings, 'seed' | 'batch' | 'captions'>;

type Sized = Pick<TrainingSample, 'captions' | 'size'>;

/** Batches of an epoch. */
export function batchesPerEpoch(samples: readonly Sized[], { batch, captions }: OrderSettings): number {
  const pairs = captions === 'one' ? samples.length : samples.reduce((sum, sample) => sum + sample.captions.length, 0);
  return Math.ceil(pairs / batch);
}

/**
 * The batches of an epoch, a function of the seed and the epoch alone. All have the same number of pairs, so that they
 * need no recording of their own: the last one is filled up with pairs from the start of the epoch. Where the samples
 * tell their sizes, those of like size go together: a few batches at a time are sorted, then all are shuffled.
 */
export function batchesOfEpoch(samples: readonly Sized[], epoch: number, settings: OrderSettings): Pair[][] {
  const { seed, captions } = settings;
  const random = new Random(seed).child(`order/${epoch}`);
  const pairs = random.shuffle(
    samples.flatMap((sample, i): Pair[] =>
      captions === 'all'
        ? sample.captions.map((_, caption) => ({ sample: i, caption }))
        : [{ sample: i, caption: random.integer(sample.captions.length) }],
    ),
  );
  const batch = Math.min(settings.batch, pairs.length);
  const count = Math.ceil(pairs.length / batch) * batch;
  const filled = Array.from({ length: count }, (_, i) => pairs[i % pairs.length]!);
  const sizes = samples.map(({ size }) => size);
  if (new Set(sizes).size <= 1) return chunks(filled, batch);
  const size = ({ sample }: Pair) => sizes[sample] ?? 0;
  const sorted = chunks(filled, WINDOW * batch).flatMap((window) => window.sort((a, b) => size(a) - size(b)));
  return random.shuffle(chunks(sorted, batch));
}

/** Pieces of a length; the last one may be shorter. */
export const chunks = <T>(items: readonly T[], length: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length));
