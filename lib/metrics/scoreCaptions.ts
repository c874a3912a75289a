import { bleu } from './bleu';
import { alignCaptions, type Captions, type Predictions } from './captions';
import { cider } from './cider';
import type { MetricScores, TokenizedCorpus } from './corpus';
import { openMeteor } from './meteor';
import type { MeteorScorer } from './meteorScorer';
import { Ngrams } from './ngrams';
import { tokenizeCaptions } from './ptb';
import { rougeL } from './rouge';
import { type CorpusSums, meanOf } from './sums';
import { numberWords } from './words';

/** The metrics, in the order of every table. */
export const metricNames = ['BLEU-1', 'BLEU-2', 'BLEU-3', 'BLEU-4', 'METEOR', 'ROUGE-L', 'CIDEr'] as const;
/** Name of a metric. */
export type MetricName = (typeof metricNames)[number];

/** What is scored against what, by which metrics. */
export interface ScoreOptions {
  references: Captions;
  predictions: Predictions;
  /** Which metrics to compute (default: all). */
  metrics?: readonly MetricName[];
  /** METEOR's implementation. Default: `openMeteor()`, which has paraphrases if set-up put their table there. */
  meteor?: MeteorScorer;
  /** Called before and after each step, the tokenization and each metric, with the images done and all. */
  onProgress?: (progress: { metric: string; done: number; total: number }) => void;
}

/** Scores of a set of captions, as a whole and for each image. */
export interface CaptionScores {
  /** Corpus score by label, in the order of `metricNames`. METEOR's label is the scorer's. */
  scores: Record<string, number>;
  /** The same for each image by its id, in the order of the references. */
  perImage: Map<string, Record<string, number>>;
  /** The corpus scores as functions of sums over images, for confidence intervals and tests between systems. */
  sums: Record<string, CorpusSums>;
}

/**
 * Scores captions as pycocoevalcap does, to the last digits: the PTB tokenizer, BLEU, METEOR, ROUGE-L and CIDEr. Scores
 * are from 0 to 1, CIDEr from 0 to 10. Images are taken in the order of `references` (an object puts ids that are whole
 * numbers first).
 *
 * @throws if there is no image, an image lacks references or a prediction, or a caption is no string: naming the image
 */
export function scoreCaptions(options: ScoreOptions): CaptionScores {
  const { ids, references, predictions } = alignCaptions(options.references, options.predictions);
  const wanted = checkMetrics(options.metrics ?? metricNames);
  const tell = (metric: string, done: number) => options.onProgress?.({ metric, done, total: ids.length });
  const step = <T>(metric: string, work: () => T): T => {
    tell(metric, 0);
    const result = work();
    tell(metric, ids.length);
    return result;
  };

  const corpus: TokenizedCorpus = step('tokenization', () => ({
    references: regroup(tokenizeCaptions(references.flat()), references),
    predictions: tokenizeCaptions(predictions),
  }));
  const results = new Map<string, MetricScores>();
  const words = once(() => numberWords(corpus));
  const ngrams = once(() => new Ngrams(words()));
  const bleuNames = metricNames.slice(0, 4);
  if (bleuNames.some((name) => wanted.has(name))) {
    step('BLEU', () => bleu(ngrams())).forEach((scores, n) => {
      if (wanted.has(bleuNames[n]!)) results.set(bleuNames[n]!, scores);
    });
  }
  if (wanted.has('METEOR')) {
    step('METEOR', () => {
      const meteor = options.meteor ?? openMeteor();
      results.set(meteor.label, meteor.score(corpus.references, corpus.predictions));
    });
  }
  const add = (name: MetricName, work: () => MetricScores) => {
    if (wanted.has(name)) results.set(name, step(name, work));
  };
  add('ROUGE-L', () => rougeL(words()));
  add('CIDEr', () => cider(ngrams()));
  return collect(ids, results);
}

/** Cuts a list into pieces as long as those of `groups`. */
function regroup(list: readonly string[], groups: readonly (readonly string[])[]): string[][] {
  let start = 0;
  return groups.map(({ length }) => {
    start += length;
    return list.slice(start - length, start);
  });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function checkMetrics(metrics: readonly string[]): ReadonlySet<string> {
  for (const metric of metrics) {
    if (!(metricNames as readonly string[]).includes(metric)) {
      throw new Error(`Option metrics: found "${metric}", expected some of ${metricNames.join(', ')}.`);
    }
  }
  if (metrics.length === 0) throw new Error(`Option metrics: found none, expected some of ${metricNames.join(', ')}.`);
  return new Set(metrics);
}

function collect(ids: readonly string[], results: ReadonlyMap<string, MetricScores>): CaptionScores {
  const scores: Record<string, number> = {};
  const sums: Record<string, CorpusSums> = {};
  for (const [label, result] of results) {
    scores[label] = result.corpus;
    sums[label] = result.sums ?? meanOf(result.segments);
  }
  const perImage = new Map<string, Record<string, number>>();
  ids.forEach((id, image) => {
    const row: Record<string, number> = {};
    for (const [label, { segments }] of results) row[label] = segments[image]!;
    perImage.set(id, row);
  });
  return { scores, perImage, sums };
}
