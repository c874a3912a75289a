export { type AdamScalars, type AdamVariables, adamUpdate } from './adam';
export { type EngineInfo, type EngineName, engineInfo, engineNames, useEngine } from './engine';
export { tf, tidy } from './tf';
export { alignedBytes, uploadTensor } from './upload';
