export { ChildProcesses, type ChildProcessesOptions } from './childProcesses';
export { chooseExecutor, type ExecutorChoice } from './choose';
export type { Executor, ExecutorHooks, Job, JobKind, JobOutcome } from './executor';
export { jobId } from './jobId';
export { type QueueWorkerOptions, workQueue } from './queue/queueWorker';
