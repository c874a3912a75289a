export { ChildProcesses, type ChildProcessesOptions } from './childProcesses';
export type { Executor, ExecutorHooks, Job, JobKind, JobOutcome } from './executor';
export { jobId } from './jobId';
