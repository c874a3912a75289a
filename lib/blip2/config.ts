import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigReader } from '../checkpoint';
import { type OptOptions, readOptConfig, readT5Config, type T5Options } from '../language';
import { readVisionConfig, type VisionTransformerOptions } from '../vision';
import type { QFormerOptions } from '../vpg';

/** Shapes of a BLIP-2, as its `config.json` gives them. */
export interface Blip2Config {
  vision: Required<VisionTransformerOptions>;
  qformer: QFormerOptions & { width: number };
  language: { kind: 't5'; options: T5Options } | { kind: 'opt'; options: OptOptions };
  /** Id that stands before a text, and alone where there is none. */
  beginToken: number;
  /** Id that stands for each visual prompt among the ids; older checkpoints have none. */
  imageToken?: number;
}

/**
 * Reads the `config.json` of a BLIP-2 checkpoint in Hugging Face's layout.
 * @throws if the folder has none, or it is that of another model; with the file, the field, what was found and expected
 */
export function readBlip2Config(folder: string): Blip2Config {
  const file = join(folder, 'config.json');
  if (!existsSync(file)) {
    throw new Error(`${folder}: found no config.json, expected a BLIP-2 checkpoint in Hugging Face's layout.`);
  }
  const fields = parse(file);
  const config = new ConfigReader(fields, file);
  config.oneOf('model_type', ['blip-2']);
  const vision = readVisionConfig(fields.vision_config ?? {}, `${file}: vision_config`);
  const text = (fields.text_config ?? {}) as Record<string, unknown>;
  const where = `${file}: text_config`;
  const kind = new ConfigReader(text, where).oneOf('model_type', ['t5', 'opt'] as const, 'opt');
  const language: Blip2Config['language'] =
    kind === 't5' ? { kind, options: readT5Config(text, where) } : { kind, options: readOptConfig(text, where) };
  return {
    vision,
    qformer: readQFormerConfig(fields.qformer_config ?? {}, `${file}: qformer_config`, {
      queries: config.count('num_query_tokens', 32),
      instanceWidth: vision.width,
    }),
    language,
    beginToken: new ConfigReader(text, where).id('bos_token_id', kind === 't5' ? 1 : 2, language.options.vocabulary),
    imageToken: fields.image_token_index == null ? undefined : config.id('image_token_index', 0),
  };
}

function parse(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${file}: found text that is no JSON (${(error as Error).message}), expected a model's settings.`);
  }
}

function readQFormerConfig(
  source: unknown,
  where: string,
  { queries, instanceWidth }: { queries: number; instanceWidth: number },
): Blip2Config['qformer'] {
  const config = new ConfigReader(source, where);
  config.oneOf('hidden_act', ['gelu'], 'gelu');
  config.oneOf('position_embedding_type', ['absolute'], 'absolute');
  config.oneOf('use_qformer_text_input', [false], false);
  const width = config.count('hidden_size', 768);
  config.exactly('encoder_hidden_size', instanceWidth, "the vision model's hidden_size");
  config.exactly('layer_norm_eps', 1e-12, 'as in BERT');
  return {
    instanceWidth,
    queries,
    width,
    layers: config.count('num_hidden_layers', 12),
    heads: config.divisor('num_attention_heads', width, 12),
    hidden: config.count('intermediate_size', 3072),
    crossAttentionEvery: config.count('cross_attention_frequency', 2),
    dropout: config.share('hidden_dropout_prob', 0.1),
  };
}
