export { type PretrainOptions, pretrain } from './pretrain';
export { type PretrainSettings, pretrainSettings } from './settings';
