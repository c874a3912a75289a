import type { SaveOptions } from '../checkpoint';
import { type CompiledStep, compile, tf, tidy } from '../engine';
import {
  CompiledDecoding,
  type GenerateOptions,
  generate,
  type LanguageLoss,
  type LanguageModel,
  type Prompt,
  type Tokenizer,
} from '../language';
import { checkCount, type Linear, type Parameters, type Random } from '../nn';
import type { ImageProcessor, RgbImage, VisionTransformer } from '../vision';
import { Mivpg, type MivpgPrompts, type QFormer } from '../vpg';
import { type AttentionMaps, attentionMapsOf } from './attentionMaps';
import { gatherInstances, type InstanceBatch, type InstanceKind } from './bags';
import type { Blip2Config } from './config';
import { type Blip2Options, type LoadedBlip2, loadFolder, saveFolder } from './folder';
import { belongsToPromptGenerator } from './parts';
import { idsWithImage, joinPrompt, type PaddedTexts, padTexts, textTensors } from './prompt';
import { type CaptionBatch, type CaptionIds, type CaptionTexts, captionLabels, promptIds } from './text';

/** A JPEG, PNG or WebP picture by its path or its bytes, or a decoded one. */
export type ImageSource = string | Uint8Array | RgbImage;

/** A picture, or the pictures of one bag. */
export type ImageOrBag = ImageSource | readonly ImageSource[];

/** How captions are written, with the defaults of BLIP-2. */
export interface CaptionOptions extends Omit<GenerateOptions, 'returnSequences' | 'compiled'> {
  /** Default 5, as BLIP-2. */
  beams?: number;
  /** Text that the caption goes on from, such as `a photo of`: for all samples, or one for each (default: none). */
  prompt?: string | readonly string[];
  /** Samples that are captioned at once (default 4). */
  batch?: number;
  /**
   * Records the vision model and a decoding step at their first use and runs them as graphs from then on, which takes
   * seconds at first and is faster for many samples (default: from 32 samples on).
   */
  graph?: boolean;
  /** Called after each batch. */
  onProgress?: (done: number, total: number) => void;
}

/** Options where the instances are there already; `compiled` is a recorded decoding step of `language`. */
export type InstanceCaptionOptions = Omit<CaptionOptions, 'batch' | 'graph' | 'onProgress'> &
  Pick<GenerateOptions, 'compiled'>;

/** Whether a step is recorded. */
export interface GraphOption {
  /** As in `CaptionOptions` (default false). */
  graph?: boolean;
}

/** From so many samples on, what recording takes is less than what it saves. */
const GRAPH_SAMPLES = 32;

/** Captions as text and as ids. */
export interface WrittenCaptions {
  /** One a sample. */
  captions: string[];
  /** The ids that were written for each; the last one is the end token, unless the length ran out. */
  tokens: number[][];
}

/**
 * BLIP-2 (Li et al. 2023): a vision transformer, a visual prompt generator (QFormer, or MIVPG in its place), a projection
 * and a language model. Weights, names and folder are Hugging Face's.
 */
export class Blip2 {
  readonly config: Blip2Config;
  readonly processor: ImageProcessor;
  readonly tokenizer: Tokenizer;
  readonly instanceKind: InstanceKind;
  /** All weights, by Hugging Face's names. */
  readonly parameters: Parameters;
  /** Names of the weights that the checkpoint lacks: those that are new in MIVPG. */
  readonly fresh: readonly string[];
  readonly vision: VisionTransformer;
  readonly generator: QFormer | Mivpg;
  readonly language: LanguageModel;
  private readonly projection: Linear;
  private recorded?: { embed: CompiledStep<[tf.Tensor4D], tf.Tensor3D>; decoding: CompiledDecoding };

  private constructor(private readonly loaded: LoadedBlip2) {
    const { parts } = loaded;
    this.config = loaded.config;
    this.processor = loaded.processor;
    this.tokenizer = loaded.tokenizer;
    this.instanceKind = loaded.instanceKind;
    this.parameters = loaded.parameters;
    this.fresh = loaded.fresh;
    this.vision = parts.vision;
    this.generator = parts.generator;
    this.language = parts.language;
    this.projection = parts.projection;
  }

  /**
   * Loads a folder with config.json, preprocessor_config.json, tokenizer.json and safetensors.
   * @throws if a file is missing, unsound or of another model, or weights are missing, unknown or wrongly shaped
   */
  static async fromPretrained(folder: string, options: Blip2Options = {}): Promise<Blip2> {
    return new Blip2(loadFolder(folder, options));
  }

  /** The weights that BLIP-2 trains: those of the prompt generator and of the projection. */
  get trainable(): tf.Variable[] {
    return this.parameters.list(belongsToPromptGenerator);
  }

  /** @returns the embeddings of pictures, one after the other, [CLS] first: [images, P, D] @throws with the file's name */
  async embedImages(images: readonly ImageSource[], { graph = false }: GraphOption = {}): Promise<tf.Tensor3D> {
    const embeddings: tf.Tensor[] = [];
    const embed = graph ? this.compiled.embed : (pixels: tf.Tensor4D) => this.vision.forward(pixels).lastHiddenState;
    try {
      for (const source of images) {
        const image = isDecoded(source) ? source : await this.processor.load(source);
        embeddings.push(tidy(() => embed(this.processor.pixelValues([image]))));
        await tf.nextFrame(); // lets an interrupt be noticed
      }
      return tf.concat(embeddings, 0) as tf.Tensor3D;
    } finally {
      tf.dispose(embeddings);
    }
  }

  /** The instances of samples, as `instanceKind` says. @throws if a bag is empty, or a picture cannot be read */
  async instancesOf(samples: readonly ImageOrBag[], option: GraphOption = {}): Promise<InstanceBatch> {
    const bags = samples.map(imagesOf);
    const empty = bags.findIndex((bag) => bag.length === 0);
    if (empty >= 0) throw new Error(`Sample ${empty}: found an empty bag, expected at least one image.`);
    const embeddings = await this.embedImages(bags.flat(), option);
    const counts = bags.map((bag) => bag.length);
    const instances = tidy(() => gatherInstances(embeddings, counts, this.instanceKind));
    embeddings.dispose();
    return instances;
  }

  /** Prompts [B, R, D of the QFormer] of instances, with every weight map on the way. */
  promptsOf({ instances, ...inputs }: InstanceBatch, dropout?: Random): MivpgPrompts {
    return this.generator.forward(instances, { ...inputs, dropout });
  }

  /** The `layout` of padded bags, where the prompt generator needs one: see `Mivpg.layoutOf`. */
  layoutOf(lengths: readonly number[], count: number, positions?: InstanceBatch['positions']): InstanceBatch['layout'] {
    return this.generator instanceof Mivpg ? this.generator.layoutOf(lengths, count, positions) : undefined;
  }

  /** A caption for each sample; the pictures of a bag get one together. @throws as `instancesOf` and `generate` */
  async caption(samples: readonly ImageOrBag[], options: CaptionOptions = {}): Promise<WrittenCaptions> {
    const { prompt = '', batch = 4, graph = samples.length >= GRAPH_SAMPLES, onProgress, ...generation } = options;
    checkCount('batch', batch);
    const prompts = forEach(samples, prompt);
    const result: WrittenCaptions = { captions: [], tokens: [] };
    for (let first = 0; first < samples.length; first += batch) {
      const some = samples.slice(first, first + batch);
      const instances = await this.instancesOf(some, { graph });
      try {
        // Not for a last batch that is smaller: it would need a recording of its own.
        const compiled = graph && some.length === batch ? this.compiled.decoding : undefined;
        const given = { ...numberedFrom(first, generation), prompt: prompts.slice(first, first + batch), compiled };
        const { captions, tokens } = await this.captionInstances(instances, given);
        result.captions.push(...captions);
        result.tokens.push(...tokens);
      } finally {
        tf.dispose([instances.instances, instances.mask ?? []]);
      }
      onProgress?.(result.captions.length, samples.length);
    }
    return result;
  }

  /** WrittenCaptions of instances that are there already, such as stored features; all samples at once. */
  async captionInstances(
    instances: InstanceBatch,
    { prompt = '', ...generation }: InstanceCaptionOptions = {},
  ): Promise<WrittenCaptions> {
    const prompts = forEach(Array.from({ length: instances.instances.shape[0]! }), prompt);
    const input = tidy(() => this.languagePrompt(this.promptsOf(instances).prompts, prompts));
    try {
      const sequences = await generate(this.language, input, { beams: 5, ...generation });
      const tokens = sequences.map(({ ids }) => [...ids]);
      return { captions: tokens.map((ids) => this.tokenizer.decode(ids).trim()), tokens };
    } finally {
      tf.dispose([input.embeddings, input.mask ?? []]);
    }
  }

  /**
   * Mean cross-entropy of captions under the language model, after the visual prompts of their instances.
   * @param dropout given while training only
   */
  loss(batch: CaptionBatch, dropout?: Random): LanguageLoss {
    return tidy(() => this.lossOfIds(batch, this.captionIds(batch), dropout));
  }

  /** The ids of captions and of what stands before them, for `lossOfIds`. */
  captionIds({ captions, prompt = '', maxTokens: limit = 96, lengthMultiple: multiple = 1 }: CaptionTexts): CaptionIds {
    checkCount('maxTokens', limit);
    checkCount('lengthMultiple', multiple);
    const texts = forEach(captions, prompt);
    const labels = captionLabels(this, captions, texts, { limit, multiple });
    return { labels, prompt: textTensors(this.paddedTexts(texts)) };
  }

  /** `loss` of captions that are tensors already: it can be part of a compiled step. */
  lossOfIds(instances: InstanceBatch, { labels, prompt }: CaptionIds, dropout?: Random): LanguageLoss {
    return tidy(() => {
      const { prompts } = this.promptsOf(instances, dropout);
      return this.language.loss(joinPrompt(this.project(prompts), this.language, prompt), labels);
    });
  }

  /** What the language model reads: prompts of the generator [B, R, D of the QFormer], projected, and a text for each. */
  languagePrompt(prompts: tf.Tensor3D, texts: readonly string[]): Prompt {
    const padded = this.paddedTexts(texts);
    const { language, imageToken } = this.config;
    return tidy(() => {
      const prompt = joinPrompt(this.project(prompts), this.language, textTensors(padded));
      if (language.kind === 't5' || imageToken === undefined) return prompt;
      return { ...prompt, ids: idsWithImage(padded, prompts.shape[1], imageToken) };
    });
  }

  private project(prompts: tf.Tensor3D): tf.Tensor3D {
    return this.projection.forward(prompts) as tf.Tensor3D;
  }

  private paddedTexts(texts: readonly string[]): PaddedTexts {
    const ids = texts.map((text) => promptIds(this.tokenizer, this.config, text));
    return padTexts(ids, this.language.continuesPrompt ? 'left' : 'right', this.language.tokens.padding);
  }

  /** Which images and patches the queries look at in one sample. @throws as `instancesOf` */
  async attentionMaps(sample: ImageOrBag): Promise<AttentionMaps> {
    const given = await this.instancesOf([sample]);
    const images = imagesOf(sample).length;
    const { width, height } = this.processor.size ?? {
      width: this.config.vision.imageSize,
      height: this.config.vision.imageSize,
    };
    const { patchSize } = this.config.vision;
    const grid = { rows: height / patchSize, columns: width / patchSize };
    const maps = tidy(() => attentionMapsOf(this.promptsOf(given), { instances: this.instanceKind, images, grid }));
    tf.dispose([given.instances, given.mask ?? []]);
    return maps;
  }

  /** Writes a folder in Hugging Face's layout, from which `fromPretrained` gets this model back. */
  save(folder: string, options: SaveOptions = {}): void {
    saveFolder(folder, this.loaded, options);
  }

  /** The two parts that run over and over, as graphs. */
  private get compiled() {
    this.recorded ??= {
      embed: compile((pixels: tf.Tensor4D) => this.vision.forward(pixels).lastHiddenState),
      decoding: new CompiledDecoding(this.language),
    };
    return this.recorded;
  }

  /** Frees the weights and what was recorded; the model cannot be used afterwards. */
  dispose(): void {
    this.recorded?.embed.dispose();
    this.recorded?.decoding.dispose();
    this.parameters.dispose();
  }
}

const isDecoded = (source: ImageSource): source is RgbImage =>
  typeof source !== 'string' && !(source instanceof Uint8Array);

const imagesOf = (sample: ImageOrBag): readonly ImageSource[] => (isBag(sample) ? sample : [sample]);

const isBag = (sample: ImageOrBag): sample is readonly ImageSource[] => Array.isArray(sample);

/** One text for each item. @throws if there are others than one for all or one for each */
function forEach(items: readonly unknown[], texts: string | readonly string[]): readonly string[] {
  if (typeof texts === 'string') return items.map(() => texts);
  if (texts.length === items.length) return texts;
  throw new Error(`Option prompt: found ${texts.length} texts for ${items.length} samples, expected one for each.`);
}

/** Options whose updates count samples from the first one of the batch. */
function numberedFrom(first: number, { onUpdate, ...options }: GenerateOptions): GenerateOptions {
  if (!onUpdate) return options;
  return { ...options, onUpdate: (update) => onUpdate({ ...update, prompt: first + update.prompt }) };
}
