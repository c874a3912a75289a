export { crossEntropy } from './crossEntropy';
export { CompiledDecoding } from './generate/compiledDecoding';
export { type GeneratedSequence, generate } from './generate/generate';
export type { GenerateOptions, GenerationUpdate } from './generate/options';
export { labelTensor } from './labels';
export {
  type Decoding,
  IGNORED_LABEL,
  type LanguageLoss,
  type LanguageModel,
  type LanguageState,
  type Prompt,
  type SpecialTokens,
  type TensorLists,
} from './languageModel';
export { LstmCaptioner, type LstmCaptionerOptions } from './lstmCaptioner';
export { type OptOptions, readOptConfig } from './opt/config';
export { Opt, type OptOutput } from './opt/opt';
export { readT5Config, type T5Options } from './t5/config';
export type { T5Encoded } from './t5/encoder';
export { type RelativePositionOptions, relativePositionBucket } from './t5/relativePosition';
export { T5, type T5Output } from './t5/t5';
export { loadTokenizer } from './tokenizer/load';
export {
  type DecodeOptions,
  type EncodeBatchOptions,
  type EncodedBatch,
  type EncodeOptions,
  type Side,
  Tokenizer,
  type TokenizerFiles,
} from './tokenizer/tokenizer';
