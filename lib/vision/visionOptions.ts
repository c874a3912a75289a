import { ConfigReader } from '../checkpoint';
import { checkCount } from '../nn';

/** The defaults are ViT-g/14 of EVA-CLIP, as in BLIP-2. */
export interface VisionTransformerOptions {
  /** D (default 1408). */
  width?: number;
  /** Blocks (default 39). */
  layers?: number;
  /** Default 16. */
  heads?: number;
  /** Hidden width of the feed-forward layers (default 6144). */
  hidden?: number;
  /** Side in pixels of the images that the positions were trained on (default 224); others are interpolated. */
  imageSize?: number;
  /** Side of a patch in pixels (default 14). */
  patchSize?: number;
  /** Biases of queries, keys and values (default true). */
  qkvBias?: boolean;
  /** Added to the variance in layer norms (default 1e-6). */
  epsilon?: number;
}

export function withDefaults(options: VisionTransformerOptions): Required<VisionTransformerOptions> {
  const { width = 1408, layers = 39, heads = 16, hidden = 6144, imageSize = 224, patchSize = 14 } = options;
  const { qkvBias = true, epsilon = 1e-6 } = options;
  const counts = { width, layers, heads, hidden, imageSize, patchSize };
  for (const [name, value] of Object.entries(counts)) checkCount(name, value);
  if (width % heads !== 0) throw new Error(`The width must be a multiple of the heads, found ${width} and ${heads}.`);
  if (imageSize % patchSize !== 0)
    throw new Error(`The image size must be a multiple of the patch size, found ${imageSize} and ${patchSize}.`);
  return { ...counts, qkvBias, epsilon };
}

/**
 * The `vision_config` of a Hugging Face config.json.
 * @param where names the source in errors
 * @throws on impossible fields, and on an activation other than the exact GELU
 */
export function readVisionConfig(source: unknown, where: string): Required<VisionTransformerOptions> {
  const config = new ConfigReader(source, where);
  config.oneOf('hidden_act', ['gelu'], 'gelu');
  const width = config.count('hidden_size', 1408);
  const imageSize = config.count('image_size', 224);
  return {
    width,
    layers: config.count('num_hidden_layers', 39),
    heads: config.divisor('num_attention_heads', width, 16),
    hidden: config.count('intermediate_size', 6144),
    imageSize,
    patchSize: config.divisor('patch_size', imageSize, 14),
    qkvBias: config.oneOf('qkv_bias', [true, false], true),
    epsilon: config.positive('layer_norm_eps', 1e-6),
  };
}
