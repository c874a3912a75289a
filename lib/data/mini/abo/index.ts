export { describeProduct, visibleFacts } from './captions';
export { type ModelSplit, makeProduct, type Product, type ProductPlan, planProduct, whatIsSeen } from './product';
export { VIEW_SIZE, type View, type ViewKind } from './views';
export { miniAbo, type ProductSet, writeProducts } from './write';
