import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type SaveOptions, saveCheckpoint } from '../checkpoint';
import type { tf } from '../engine';
import { Parameters } from '../nn';
import { byteTokenizer } from './byteTokenizer';
import { readBlip2Config } from './config';
import { writeWhole } from './folder';
import type { LanguageKind } from './languageKinds';
import { buildParts } from './parts';
import type { TokenizerChoice } from './tokenizerFiles';

/** Sizes of a transformer. */
export interface Stack {
  /** D. */
  width: number;
  layers: number;
  heads: number;
  /** Hidden width of the feed-forward layers. */
  hidden: number;
}

/** Shapes of a new BLIP-2. */
export interface Blip2Shapes {
  vision: Stack & { imageSize: number; patchSize: number };
  /** R queries; every second block reads the image. */
  qformer: Stack & { queries: number };
  language: {
    kind: LanguageKind;
    /** Rows of the embedding (default: the tokenizer's ids). */
    vocabulary?: number;
    /** Places that have a position embedding, of OPT (default 2048). */
    positions?: number;
  } & Stack;
}

/** How a model with new weights is made and written. */
export interface CreateOptions extends SaveOptions {
  /** Of the weights (default 0). */
  seed?: number;
  /** Default: one whose tokens are bytes. */
  tokenizer?: TokenizerChoice;
  /** The weights of a name and shape, where they are not the layers' own random start; they are disposed of. */
  weights?: (name: string, shape: readonly number[]) => tf.Tensor | undefined;
}

/**
 * Writes a BLIP-2 that has learned nothing: a folder in Hugging Face's layout with random weights and, unless there is
 * another, a tokenizer whose tokens are bytes. It is where pretraining starts, and shows shapes and speed; its captions mean nothing.
 */
export function createBlip2(folder: string, shapes: Blip2Shapes, options: CreateOptions = {}): void {
  const { seed, weights, tokenizer = byteTokenizer(shapes.language.kind), ...saving } = options;
  mkdirSync(folder, { recursive: true });
  const { imageSize } = shapes.vision;
  const files: Record<string, object> = {
    'config.json': configOf(shapes, tokenizer.tokens),
    'preprocessor_config.json': {
      image_processor_type: 'BlipImageProcessor',
      size: { height: imageSize, width: imageSize },
    },
    ...tokenizer.files,
  };
  for (const [name, content] of Object.entries(files)) {
    writeWhole(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  }
  const parameters = new Parameters(seed, { stored: weights });
  try {
    buildParts(parameters.root(), readBlip2Config(folder), 'qformer');
    saveCheckpoint(folder, Object.fromEntries(parameters.entries()), saving);
  } finally {
    parameters.dispose();
  }
}

type Tokens = TokenizerChoice['tokens'];

/** In the fields of Hugging Face's `Blip2Config`. */
function configOf({ vision, qformer, language }: Blip2Shapes, tokens: Tokens): object {
  return {
    architectures: ['Blip2ForConditionalGeneration'],
    model_type: 'blip-2',
    num_query_tokens: qformer.queries,
    image_token_index: tokens.image,
    use_decoder_only_language_model: language.kind === 'opt',
    vision_config: {
      model_type: 'blip_2_vision_model',
      ...stackOf(vision),
      image_size: vision.imageSize,
      patch_size: vision.patchSize,
    },
    qformer_config: {
      model_type: 'blip_2_qformer',
      ...stackOf(qformer),
      encoder_hidden_size: vision.width,
      vocab_size: tokens.count,
    },
    text_config: language.kind === 't5' ? t5ConfigOf(language, tokens) : optConfigOf(language, tokens),
  };
}

const stackOf = ({ width, layers, heads, hidden }: Stack) => ({
  hidden_size: width,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  intermediate_size: hidden,
});

const t5ConfigOf = (
  { vocabulary, width, layers, heads, hidden }: Blip2Shapes['language'],
  { padding, begin, end, count }: Tokens,
) => ({
  model_type: 't5',
  vocab_size: vocabulary ?? count,
  d_model: width,
  d_kv: Math.floor(width / heads),
  num_heads: heads,
  d_ff: hidden,
  num_layers: layers,
  num_decoder_layers: layers,
  feed_forward_proj: 'gated-gelu',
  dense_act_fn: 'gelu',
  is_gated_act: true,
  tie_word_embeddings: false,
  pad_token_id: padding,
  decoder_start_token_id: padding,
  bos_token_id: begin,
  eos_token_id: end,
});

const optConfigOf = (
  { vocabulary, positions = 2048, width, layers, heads, hidden }: Blip2Shapes['language'],
  { padding, begin, end, count }: Tokens,
) => ({
  model_type: 'opt',
  vocab_size: vocabulary ?? count,
  hidden_size: width,
  word_embed_proj_dim: width,
  ffn_dim: hidden,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  max_position_embeddings: positions,
  do_layer_norm_before: true,
  activation_function: 'relu',
  pad_token_id: padding,
  bos_token_id: begin,
  eos_token_id: end,
});
