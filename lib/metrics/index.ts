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
  type CaptionCounts,
  installMeteor,
  isMeteorInstalled,
  type Match,
  Meteor,
  type MeteorAlignment,
  type MeteorInstallOptions,
  type MeteorOptions,
  type MeteorStatistics,
  type Module,
  meteorScore,
  openMeteor,
  statisticsRow,
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
