export { AdamW, type AdamWOptions } from './adamw';
export { type FrozenVisionOptions, frozenVision, weightsName } from './frozenVision';
export { createSchedule, type RunPosition, type Schedule, type ScheduleOptions, scheduleKinds } from './schedule';
export { Sgd, type SgdOptions } from './sgd';
