export { Interrupted, type KernelHost, kernelHost, type MimeBundle, type RunningCell } from './host';
export { installKernel, kernelName } from './install';
export { type Progress, progress } from './progress';
export { type Field, type Summary, show, showTable, summary, type TableSource } from './show';
