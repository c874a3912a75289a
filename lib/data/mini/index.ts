export {
  makeProduct,
  miniAbo,
  type Product,
  type ProductPlan,
  type ProductSet,
  planProduct,
  writeProducts,
} from './abo';
export { makeScene, miniCoco, planScene, type Scene, type ScenePlan, type SceneSet, writeScenes } from './coco';
export {
  GASTRIC_NOTICE,
  miniGastric,
  miniGastricFolder,
  miniGastricPlans,
  paintSlide,
  planSlides,
  SlideMap,
  type SlidePlan,
  writeReport,
  writeSlides,
} from './gastric';
export { loadMiniAbo, loadMiniCoco, loadMiniGastric, type MiniGastricOptions } from './load';
export {
  cmuSlideFile,
  cutTile,
  type Digit,
  type DigitBag,
  digitBags,
  loadDigits,
  readSlide,
  type Tile,
  tissueTiles,
} from './real';
