export { readSafetensors, readSafetensorsHeader, type SafetensorsHeader, type StoredTensor } from './safetensors';
