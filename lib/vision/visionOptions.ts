import { checkCount, checkOption } from '../nn';

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

/** The fields of `vision_config` in a BLIP-2 `config.json`; absent ones have the defaults above. */
export interface VisionConfig {
  hidden_size?: number;
  num_hidden_layers?: number;
  num_attention_heads?: number;
  intermediate_size?: number;
  image_size?: number;
  patch_size?: number;
  qkv_bias?: boolean;
  layer_norm_eps?: number;
  hidden_act?: string;
}

/** @throws if the activation is not the exact GELU */
export function visionOptions(config: VisionConfig): VisionTransformerOptions {
  checkOption('vision_config.hidden_act', config.hidden_act ?? 'gelu', ['gelu']);
  return {
    width: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    hidden: config.intermediate_size,
    imageSize: config.image_size,
    patchSize: config.patch_size,
    qkvBias: config.qkv_bias,
    epsilon: config.layer_norm_eps,
  };
}
