export { stratifiedFolds } from './folds';
export { type LabelledBag, loadMusk, type MuskData, type MuskName } from './musk';
export { packageFolder } from './packageFolder';
export { type InstanceBag, type Standardisation, standardise } from './standardise';
