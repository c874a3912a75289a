export { ConfigReader } from './configReader';
export { type SavedFloatType, savedFloatTypes } from './dtypes';
export { CheckpointFolder, type ReadTensorOptions } from './folder';
export type { SafetensorsHeader, StoredTensor } from './header';
export { type Restored, type RestoreOptions, restore } from './restore';
export { readSafetensors, readSafetensorsHeader } from './safetensors';
export { type SaveOptions, saveCheckpoint } from './save';
export { type Writable, type WriteOptions, writeSafetensors } from './write';
