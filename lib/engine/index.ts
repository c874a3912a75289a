export { type AdamScalars, type AdamVariables, adamUpdate } from './adam';
export { narrowToBfloat16, widenBfloat16 } from './bfloat16';
export { Bfloat16Matrix } from './bfloat16Matrix';
export {
  type CompiledEntry,
  type CompiledStep,
  type CompileOptions,
  compile,
  forbidInCompiledStep,
} from './compile';
export { RecordingError } from './compile/failure';
export { isRecording, isStandIn } from './compile/record';
export { type EngineInfo, type EngineName, engineInfo, engineNames, useEngine } from './engine';
export type { SeedPair } from './philox';
export { recompute } from './recompute';
export { tf, tidy } from './tf';
export { uniformNumbers } from './uniform';
export { alignedBytes, uploadTensor } from './upload';
