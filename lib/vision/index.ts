export { decodeImage, type ImageDecodeOptions } from './decode';
export type { RgbImage } from './image';
export { ImageProcessor, type ImageProcessorOptions } from './imageProcessor';
export { interpolatePositions } from './positions';
export { type PillowVersion, pillowVersions, resizeBicubic } from './resize';
export { readVisionConfig, type VisionTransformerOptions } from './visionOptions';
export { type VisionInputs, type VisionLayerOutput, type VisionOutput, VisionTransformer } from './visionTransformer';
