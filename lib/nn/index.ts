export { type Activation, gelu, geluTanh, relu, silu } from './activations';
export {
  type Attended,
  type AttendHeadsOptions,
  type AttendOptions,
  type AttentionInputs,
  type AttentionOptions,
  attend,
  attendHeads,
  MultiHeadAttention,
  mergeHeads,
  splitHeads,
} from './attention';
export { depthwiseConvolution } from './depthwise';
export { Dropout } from './dropout';
export { Embedding } from './embedding';
export { FeedForward, type FeedForwardOptions } from './feedForward';
export { constant, glorotUniform, type Initializer, normal, ones, uniformFanIn, zeros } from './initializers';
export { LayerNorm } from './layerNorm';
export { Linear, type LinearOptions } from './linear';
export { Lstm, type LstmState } from './lstm';
export { oneHot } from './oneHot';
export { checkCount, checkOption } from './options';
export { type NamedTensors, Parameters, type ParametersOptions, Scope } from './parameters';
export { Random } from './random';
export { RmsNorm } from './rmsNorm';
export { NO_ROW, rowsForBatch, takeRows, takeRowsAt } from './rows';
export { HIDDEN_PENALTY, maskedSoftmax } from './softmax';
