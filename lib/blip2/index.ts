export { type AttentionMaps, imageWeights, type PatchMapOptions, patchMap } from './attentionMaps';
export { gatherInstances, type InstanceBatch, type InstanceKind, instanceKinds } from './bags';
export {
  Blip2,
  type CaptionOptions,
  type GraphOption,
  type ImageOrBag,
  type ImageSource,
  type InstanceCaptionOptions,
  type WrittenCaptions,
} from './blip2';
export { byteCharacters } from './byteTokenizer';
export { type Blip2Config, readBlip2Config } from './config';
export { type Blip2Shapes, type CreateOptions, createBlip2 } from './create';
export type { Blip2Options } from './folder';
export { type LanguageKind, languageKinds } from './languageKinds';
export type { MivpgChoice, PromptGeneratorChoice } from './parts';
export type { CaptionBatch, CaptionIds, CaptionTexts } from './text';
export { bytePairModel, type TokenizerChoice, type TokenizerParts, tokenizerFiles } from './tokenizerFiles';
