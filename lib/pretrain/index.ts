export { type PretrainOptions, pretrain } from './pretrain';
export { type LanguageKind, languageKinds, type PretrainSettings, pretrainSettings } from './settings';
