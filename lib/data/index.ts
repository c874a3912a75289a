export { packageFolder, requirePackage } from '../engine/install';
export {
  augmentPatch,
  augmentPhotograph,
  type CropOptions,
  type Resize,
  randomCropBox,
  type StainOptions,
} from './augment';
export { type BagBatch, bagSizes, batchFeatures, type FeatureBag } from './bags';
export { type CheckOptions, type CheckReport, checkData, type SplitCounts } from './check';
export { DataError, type Fault, type FaultKind, type FaultName, faultKinds } from './faults';
export * from './featureCache';
export { stratifiedFolds } from './folds';
export { checkImageBytes, type ImageFormat } from './imageBytes';
export * from './layouts';
export * from './mini';
export { type LabelledBag, loadMusk, type MuskData, type MuskName } from './musk';
export type { Box, RgbPixels } from './pixels';
export { type PrefetchOptions, prefetch } from './prefetch';
export {
  allSamples,
  countPairs,
  type Dataset,
  type InstancePosition,
  type Sample,
  type SampleImage,
  type SampleMeta,
  type SplitName,
  splitNames,
} from './sample';
export { type SplitIds, type SplitOptions, stratifiedSplit } from './split';
export { type InstanceBag, type Standardisation, standardise } from './standardise';
export { type Decode, type StreamedImage, streamImages } from './streamImages';
export { type SubsetOptions, subset } from './subset';
