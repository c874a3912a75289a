export { BagClassifier, type BagClassifierMethod, bagClassifierMethods, type ClassifiedBags } from './bagClassifier';
export { type Cost, growthExponent, measureCost } from './cost';
export { crossValidateMusk, type MuskOptions, type MuskResult } from './musk';
export { extendMuskRecord, muskJobs, muskRecordPath, readMuskRecord } from './muskRecord';
export { type MuskJob, type MuskStudyOptions, runMuskStudy } from './muskStudy';
