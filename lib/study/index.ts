export { BagClassifier, type BagClassifierMethod, bagClassifierMethods, type ClassifiedBags } from './bagClassifier';
export { type CalibrationOptions, type CalibrationRow, calibrate } from './calibrate';
export { type CheckSpecOptions, checkSpec } from './checkSpec';
export { type Collected, collectResults, complexityFile } from './collect';
export { type CompareOptions, type Comparison, compareVariants } from './compare';
export {
  type ComplexityMethod,
  type ComplexityOptions,
  type ComplexityRecord,
  type ComplexityRow,
  measureComplexity,
  readComplexity,
  writeComplexity,
} from './complexity';
export { type Cost, growthExponent, measureCost } from './cost';
export { StudyError, type StudyFault } from './errors';
export { estimateSeconds } from './estimate';
export { executeRun, type RunContext } from './executeRun';
export type { Executor, ExecutorHooks, Job, JobOutcome } from './executors';
export * from './experiments';
export { crossValidateMusk, type MuskOptions, type MuskResult } from './musk';
export { extendMuskRecord, muskJobs, muskRecordPath, readMuskRecord } from './muskRecord';
export { type MuskJob, type MuskStudyOptions, runMuskStudy } from './muskStudy';
export { type OpenResultsOptions, openResults } from './openResults';
export { type PaperDataset, type PaperNumber, type PaperTable, paperTables, readPaperTable } from './paper';
export { type PooledTest, type PooledTestOptions, pooledTest } from './pooledTest';
export { type PreparedRun, type PrepareOptions, prepareRun } from './prepareRun';
export type { Provenance, RunCost, RunResult, Scores } from './result';
export { openRuns, type RunStudyOptions, runStudy, type StudyProgress } from './runStudy';
export { blipCaption, type Scenario, scenarios } from './scenarios';
export {
  epochRows,
  type LevelRow,
  levelRows,
  type ResultOf,
  type StudyEpochRow,
  type StudyRow,
  scoreRows,
} from './scoreRows';
export { settingsOf } from './settings';
export { readShipped, shippedFolder, writeShipped } from './shipped';
export { readSources, type StudySources, writeSources } from './sources';
export {
  canonicalJson,
  describeSpec,
  type LanguageKind,
  languageKinds,
  type RunSpec,
  runId,
  type Scale,
  type ScenarioName,
  scales,
  scenarioNames,
  specVersion,
} from './spec';
export {
  defaultStudyFolder,
  type RunState,
  readResult,
  readSpec,
  runFolder,
  stateOf,
  writeResult,
  writeSpec,
} from './store';
export { classAccuracy, namedClass } from './subtypes';
export { formatTables, type TableFormat, tableFormats } from './tableFormats';
export { tableFrame } from './tableFrame';
export { differenceOf, type ScoreLine, type ScoreTable, type Spread, scoreTables, type TableOptions } from './tables';
export { type Variant, type VariantName, variantOf, variants, variantsOf } from './variants';
