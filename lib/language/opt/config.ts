import { ConfigReader } from '../../checkpoint';
import { type Activation, gelu, relu } from '../../nn';

const activations = { relu, gelu } satisfies Record<string, Activation>;

/** Sizes of an OPT model, and what its variants differ in. */
export interface OptOptions {
  /** Rows of the embedding. */
  vocabulary: number;
  /** D. */
  width: number;
  /** Hidden width of the feed-forward layers. */
  hidden: number;
  layers: number;
  heads: number;
  /** Places that have a position embedding: prompt and text together. */
  positions: number;
  /** Default ReLU. */
  activation?: Activation;
  /** Default 2. */
  startToken?: number;
  /** Default 2; BLIP-2 ends its captions with a new line instead. */
  endToken?: number;
  /** Default 1. */
  paddingToken?: number;
}

/**
 * OPT's part of a Hugging Face config.json.
 * @param where names the source in errors
 * @throws on missing or impossible fields, and on the variants that no BLIP-2 uses (post-norm, projected embeddings)
 */
export function readOptConfig(source: unknown, where: string): OptOptions {
  const config = new ConfigReader(source, where);
  config.oneOf('model_type', ['opt']);
  config.oneOf('do_layer_norm_before', [true], true);
  config.oneOf('_remove_final_layer_norm', [false], false);
  config.oneOf('enable_bias', [true], true);
  config.oneOf('layer_norm_elementwise_affine', [true], true);
  config.oneOf('tie_word_embeddings', [true], true);
  const width = config.count('hidden_size', 768);
  config.exactly('word_embed_proj_dim', width, 'the hidden_size');
  const vocabulary = config.count('vocab_size', 50272);
  const names = Object.keys(activations) as (keyof typeof activations)[];
  return {
    vocabulary,
    width,
    hidden: config.count('ffn_dim', 3072),
    layers: config.count('num_hidden_layers', 12),
    heads: config.divisor('num_attention_heads', width, 12),
    positions: config.count('max_position_embeddings', 2048),
    activation: activations[config.oneOf('activation_function', names, 'relu')],
    startToken: config.id('bos_token_id', 2, vocabulary),
    endToken: config.id('eos_token_id', 2, vocabulary),
    paddingToken: config.id('pad_token_id', 1, vocabulary),
  };
}
