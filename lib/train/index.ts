export { AdamW, type AdamWOptions } from './adamw';
export { type BagSizes, bagSizesOf } from './bagSizes';
export { type Blip2CaptionerOptions, blip2Captioner } from './blip2Captioner';
export type {
  BatchOptions,
  Captioner,
  TrainingExample,
  TrainingSample,
  WritingOptions,
} from './captioner';
export { type FrozenVisionOptions, frozenVision, weightsName } from './frozenVision';
export { type LstmBaselineOptions, lstmBaseline } from './lstmBaseline';
export { type RecordedVision, recordedVision } from './recordedVision';
export { createSchedule, type RunPosition, type Schedule, type ScheduleOptions, scheduleKinds } from './schedule';
export {
  type GenerationSettings,
  type TrainingOptions,
  type TrainingSettings,
  trainingSettings,
  type ValidationSettings,
} from './settings';
export { Sgd, type SgdOptions } from './sgd';
export {
  type CheckpointTimes,
  type RunHooks,
  type TrainingData,
  type TrainingProgress,
  type TrainingReport,
  type TrainOptions,
  trainCaptioner,
} from './trainer';
export type { EpochRecord } from './validation';
export { type LoadedVision, loadVision } from './visionFolder';
export { loadWeights } from './weights';
