export { AdamW, type AdamWOptions } from './adamw';
export { createSchedule, type RunPosition, type Schedule, type ScheduleOptions, scheduleKinds } from './schedule';
export { Sgd, type SgdOptions } from './sgd';
