export { gatherInstances, type InstanceBatch, type InstanceKind, instanceKinds } from './bags';
export {
  Blip2,
  type Blip2Options,
  type CaptionBatch,
  type CaptionOptions,
  type ImageOrBag,
  type ImageSource,
  type WrittenCaptions,
} from './blip2';
export { type Blip2Config, readBlip2Config } from './config';
export type { MivpgChoice, PromptGeneratorChoice } from './parts';
