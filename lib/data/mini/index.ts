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
