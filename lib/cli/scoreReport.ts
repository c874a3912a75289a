import { basename } from 'node:path';
import {
  type CaptionScores,
  type CaptionVariety,
  captionVariety,
  consensusCaption,
  mostCommonCaption,
  type PairedTest,
  type Predictions,
  pairedBootstrapTest,
  readPredictions,
  readReferences,
  type ScoreOptions,
  scoreCaptions,
} from '../metrics';

/** The files to score, as the command line names them. */
export interface ScoreFiles {
  references: string;
  predictions: string;
  /** Predictions of another system. */
  compare?: string;
  /** Training captions. */
  train?: string;
  /** Leave out images without a prediction. */
  predictedOnly?: boolean;
}

/** What `mivpg score` finds. */
export interface ScoreReport {
  /** Name of the predictions' file, as is `compared.name`. */
  name: string;
  images: number;
  scores: CaptionScores;
  /** The other system, and the test of the first against it by metric. */
  compared?: { name: string; scores: CaptionScores; tests: Record<string, PairedTest> };
  /** What the training captions tell: how varied the predictions are, and what blind baselines score, by their name. */
  trained?: { variety: CaptionVariety; blind: Record<string, CaptionScores> };
}

/** Reads and scores. @throws an error that names the file */
export function scoreFiles(files: ScoreFiles, options: Omit<ScoreOptions, 'references' | 'predictions'>): ScoreReport {
  const predictions = readPredictions(files.predictions);
  const other = files.compare === undefined ? undefined : readPredictions(files.compare);
  const training = files.train === undefined ? undefined : [...readReferences(files.train).values()].flat();
  const all = readReferences(files.references);
  const references = files.predictedOnly ? new Map([...all].filter(([id]) => predictions.has(id))) : all;
  const score = (path: string, of: Predictions) => {
    try {
      return scoreCaptions({ ...options, references, predictions: of });
    } catch (error) {
      throw new Error(`${path} against ${files.references}: ${(error as Error).message}`, { cause: error });
    }
  };

  const scores = score(files.predictions, predictions);
  const report: ScoreReport = { name: basename(files.predictions), images: references.size, scores };
  if (files.compare !== undefined && other) {
    const otherScores = score(files.compare, other);
    const tests = pairedBootstrapTest(scores.sums, otherScores.sums);
    report.compared = { name: basename(files.compare), scores: otherScores, tests };
  }
  if (files.train !== undefined && training) {
    const blind = {
      'most common': score(files.train, mostCommonCaption(training, references.keys())),
      consensus: score(files.train, consensusCaption(training, references.keys())),
    };
    report.trained = { variety: captionVariety(predictions.values(), training), blind };
  }
  return report;
}
