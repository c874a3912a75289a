export { bleu } from './bleu';
export type { Captions, Predictions } from './captions';
export { cider, inverseDocumentFrequencies } from './cider';
export type { MetricScores, TokenizedCorpus } from './corpus';
export type { MeteorScorer } from './meteorScorer';
export { Ngrams } from './ngrams';
export { tokenizeCaption, tokenizeCaptions } from './ptb';
export { rougeL } from './rouge';
export { type CaptionScores, type MetricName, metricNames, type ScoreOptions, scoreCaptions } from './scoreCaptions';
