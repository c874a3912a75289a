export { decodeImage, type ImageDecodeOptions } from './decode';
export type { RgbImage } from './image';
export { ImageProcessor, type ImageProcessorOptions } from './imageProcessor';
export { type PillowVersion, pillowVersions, resizeBicubic } from './resize';
