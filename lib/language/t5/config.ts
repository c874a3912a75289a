import { ConfigReader } from '../../checkpoint';
import { type Activation, gelu, geluTanh, relu, silu } from '../../nn';

const activations = { gelu, gelu_new: geluTanh, relu, silu } satisfies Record<string, Activation>;

/** Sizes of a T5 model, and what its versions differ in. */
export interface T5Options {
  /** Rows of the embedding. */
  vocabulary: number;
  /** D. */
  width: number;
  /** Width of one head; heads * headWidth may differ from D. */
  headWidth: number;
  heads: number;
  /** Hidden width of the feed-forward layers. */
  hidden: number;
  encoderLayers: number;
  decoderLayers: number;
  /** Buckets of relative positions (default 32). */
  buckets?: number;
  /** Distance from which all positions share the last bucket (default 128). */
  maxDistance?: number;
  /** Of the gated feed-forward layer (default exact GELU, as in BLIP-2's FLAN-T5). */
  activation?: Activation;
  /** Of the RMS norms (default 1e-6). */
  epsilon?: number;
  /** Default 0, which is also the decoder's start in every published T5. */
  paddingToken?: number;
  /** Default: the padding token. */
  startToken?: number;
  /** Default 1. */
  endToken?: number;
}

/**
 * T5's part of a Hugging Face config.json.
 * @param where names the source in errors
 * @throws on missing or impossible fields, and on a T5 whose head is tied or whose feed-forward layer has no gate
 */
export function readT5Config(source: unknown, where: string): T5Options {
  const config = new ConfigReader(source, where);
  config.oneOf('model_type', ['t5']);
  config.oneOf('tie_word_embeddings', [false], true);
  const projection = config.oneOf('feed_forward_proj', ['gated-gelu', 'gated-relu', 'gated-silu'], 'relu');
  config.oneOf('is_gated_act', [true], true);
  // transformers reads `gated-gelu` as the tanh approximation unless dense_act_fn says otherwise.
  const named = projection === 'gated-gelu' ? 'gelu_new' : projection.slice('gated-'.length);
  const names = Object.keys(activations) as (keyof typeof activations)[];
  const encoderLayers = config.count('num_layers', 6);
  const vocabulary = config.count('vocab_size', 32128);
  const paddingToken = config.id('pad_token_id', 0, vocabulary);
  return {
    vocabulary,
    width: config.count('d_model', 512),
    headWidth: config.count('d_kv', 64),
    heads: config.count('num_heads', 8),
    hidden: config.count('d_ff', 2048),
    encoderLayers,
    decoderLayers: config.count('num_decoder_layers', encoderLayers),
    buckets: config.count('relative_attention_num_buckets', 32, 4),
    maxDistance: config.count('relative_attention_max_distance', 128),
    activation: activations[config.oneOf('dense_act_fn', names, named)],
    epsilon: config.positive('layer_norm_epsilon', 1e-6),
    paddingToken,
    startToken: config.id('decoder_start_token_id', paddingToken, vocabulary),
    endToken: config.id('eos_token_id', 1, vocabulary),
  };
}
