export {
  describeProduct,
  makeProduct,
  miniAbo,
  type Product,
  type ProductPlan,
  type ProductSet,
  planProduct,
  writeProducts,
} from './abo';
export {
  describeScene,
  makeScene,
  miniCoco,
  planScene,
  SCENE_SIZE,
  type Scene,
  type ScenePlan,
  type SceneSet,
  type WriteScenesOptions,
  writeScenes,
} from './coco';
export {
  GASTRIC_NOTICE,
  miniGastric,
  miniGastricFolder,
  miniGastricPlans,
  paintSlide,
  planSlides,
  type Report,
  type Slide,
  SlideMap,
  type SlidePlan,
  type SlideSet,
  type WriteSlidesOptions,
  writeReport,
  writeSlides,
} from './gastric';
export { loadMiniAbo, loadMiniCoco, loadMiniGastric, type MiniGastricOptions } from './load';
export { loadOracle, type OracleSet, oracleSets, writeOracle } from './oracle';
export {
  cmuSlideFile,
  cutTile,
  type Digit,
  type DigitBag,
  type DigitBagOptions,
  digitBags,
  loadDigits,
  readSlide,
  type Tile,
  type TileOptions,
  tissueTiles,
} from './real';
