export { BertAttention, BertFeedForward, type BertOptions } from './bert';
export {
  type CorrelationOptions,
  correlationCarries,
  correlationKeys,
  correlationKinds,
  correlationResiduals,
} from './correlation';
export { type ImagePoolingKind, imagePoolings } from './imagePooling';
export { LinearProjection } from './linearProjection';
export { Mivpg, type MivpgOptions, type MivpgPrompts, ppegPlacements } from './mivpg';
export { type PerceiverOptions, type PerceiverPrompts, PerceiverResampler } from './perceiverResampler';
export type { PromptInputs, Prompts, VisualPromptGenerator } from './promptGenerator';
export {
  type BagUpdate,
  type BlockState,
  QFormer,
  type QFormerInputs,
  type QFormerLayerOutput,
  type QFormerOptions,
  type QFormerPrompts,
  type UpdatedBag,
} from './qformer';
