export { bleu } from './bleu';
export {
  type ClassCaption,
  consensusCaption,
  mostCommonCaption,
  mostCommonCaptionOfClass,
  randomCaptionOfClass,
} from './blindBaselines';
export type { Captions, Predictions } from './captions';
export { type CaptionVariety, captionVariety } from './captionVariety';
export { cider, inverseDocumentFrequencies } from './cider';
export type { MetricScores, TokenizedCorpus } from './corpus';
export { parsePredictions, parseReferences, readPredictions, readReferences, writePerImage } from './files';
export {
  alignMeteor,
  installMeteor,
  isMeteorInstalled,
  Meteor,
  type MeteorAlignment,
  type MeteorCounts,
  type MeteorInstallOptions,
  type MeteorMatch,
  type MeteorModule,
  type MeteorOptions,
  type MeteorStatistics,
  meteorScore,
  openMeteor,
} from './meteor';
export type { MeteorScorer } from './meteorScorer';
export { Ngrams } from './ngrams';
export { tokenizeCaption, tokenizeCaptions } from './ptb';
export { rougeL } from './rouge';
export { type CaptionScores, type MetricName, metricNames, type ScoreOptions, scoreCaptions } from './scoreCaptions';
export { scoreFrame } from './scoreFrame';
export {
  type BootstrapOptions,
  confidenceIntervals,
  type Interval,
  meanAndDeviation,
  type NamedSums,
  type PairedTest,
  pairedBootstrapTest,
} from './statistics';
export type { CorpusSums } from './sums';
export { numberWords, type WordRows } from './words';
