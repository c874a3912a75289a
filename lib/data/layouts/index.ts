export { type AboOptions, loadAbo } from './abo';
export { type CocoOptions, type KarpathyOptions, loadCocoCaptions, loadKarpathy } from './coco';
export { type ImageTableOptions, loadImageTable } from './imageTable';
export { type AnyLayoutOptions, type LayoutName, loadDataset, recogniseLayout } from './layout';
export type { LoadOptions } from './options';
export { loadPatchGastric, type PatchGastricOptions } from './patchGastric';
