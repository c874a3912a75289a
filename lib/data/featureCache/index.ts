export { type Collection, type CollectOptions, collectFeatures, type Removal, type SpaceSummary } from './collect';
export { type ExtractionProgress, type ExtractOptions, extractFeatures } from './extract';
export type { BagOptions, Features } from './features';
export type { FeatureModel } from './model';
export { defaultFeatureCache, type FeatureOutput, featureOutputs } from './space';
