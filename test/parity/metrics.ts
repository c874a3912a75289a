import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageFolder } from '../../lib/engine/install';

const fixtures = join(packageFolder(), 'test', 'parity', 'fixtures', 'metrics');

/** An image of a corpus that pycocoevalcap 1.2 scored. */
export interface ScoredImage {
  id: string;
  references: string[];
  prediction: string;
  references_tokenized: string[];
  prediction_tokenized: string;
  /** By pycocoevalcap's names: Bleu_1 to Bleu_4, METEOR, ROUGE_L, CIDEr. */
  scores: Record<string, number>;
  /** METEOR's 23 numbers: those of the best reference, and those of each one. */
  meteor_statistics: string;
  meteor_statistics_per_reference: string[];
}

export interface ScoredCorpus {
  corpus_scores: Record<string, number>;
  images: ScoredImage[];
}

export const corpusNames = ['scene', 'product', 'pathology', 'adversarial'] as const;

export function loadCorpus(name: (typeof corpusNames)[number]): ScoredCorpus {
  return loadJson(name) as ScoredCorpus;
}

/** @param name of a file in `fixtures/metrics`, without `.json.gz` */
export function loadJson(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(fixtures, `${name}.json.gz`))).toString());
}
