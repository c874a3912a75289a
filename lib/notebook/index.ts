export { Interrupted, kernelHost, type MimeBundle } from './host';
export { installKernel, kernelName } from './install';
export { type Progress, progress } from './progress';
export { type Field, type Summary, show, showTable, summary, type TableSource } from './show';
