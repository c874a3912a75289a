export { type Growth, growths, miniGastric, planSlides, type SlidePlan, type SlideSet } from './plan';
export { findingsOf, type Report, writeReport } from './report';
export { cutPatch, paintSlide, type Slide } from './slide';
export { type Cell, SlideMap, type Zone, zones } from './slideMap';
export { PATCH_SIZE } from './tissue';
export {
  captionsTable,
  GASTRIC_NOTICE,
  miniGastricFolder,
  miniGastricPlans,
  type WriteSlidesOptions,
  writeSlides,
} from './write';
