import { type LanguageModel, Opt, T5 } from '../language';
import { Linear, type Scope } from '../nn';
import { VisionTransformer } from '../vision';
import { Mivpg, type MivpgOptions, QFormer, type QFormerOptions } from '../vpg';
import type { Blip2Config } from './config';

/** What MIVPG adds to the checkpoint's QFormer, whose shapes it takes over. */
export type MivpgChoice = Omit<MivpgOptions, Exclude<keyof QFormerOptions, 'dropout'>>;

/** What turns instances into visual prompts. */
export type PromptGeneratorChoice = 'qformer' | MivpgChoice;

/** The models of a BLIP-2, in the order in which an image goes through them. */
export interface Parts {
  vision: VisionTransformer;
  generator: QFormer | Mivpg;
  /** From the width of the QFormer to that of the language model. */
  projection: Linear;
  language: LanguageModel;
}

export function buildParts(scope: Scope, config: Blip2Config, choice: PromptGeneratorChoice): Parts {
  const { vision, qformer, language } = config;
  return {
    vision: new VisionTransformer(scope.child('vision_model'), vision),
    generator: choice === 'qformer' ? new QFormer(scope, qformer) : new Mivpg(scope, { ...qformer, ...choice }),
    projection: new Linear(scope.child('language_projection'), qformer.width, language.options.width),
    language: buildLanguageModel(scope.child('language_model'), language),
  };
}

function buildLanguageModel(scope: Scope, language: Blip2Config['language']): LanguageModel {
  return language.kind === 't5' ? new T5(scope, language.options) : new Opt(scope, language.options);
}

const MIVPG_ONLY = /\.crossattention\.(correlation|ppeg)\.|^image_pooling\./;
const PROMPT_GENERATOR = /^(query_tokens$|qformer\.|image_pooling\.|language_projection\.)/;
const TIED_COPY = /^language_model\.(lm_head|(en|de)coder\.embed_tokens)\.weight$|\.position_ids$/;

/** Parameters of MIVPG, which a BLIP-2 checkpoint lacks. */
export const isNewInMivpg = (name: string): boolean => MIVPG_ONLY.test(name);

/** What BLIP-2 trains: the prompt generator and the projection behind it. */
export const belongsToPromptGenerator = (name: string): boolean => PROMPT_GENERATOR.test(name);

/** Second copies of tied weights, and tables of indices, which some published checkpoints hold. */
export const isTiedCopy = (name: string): boolean => TIED_COPY.test(name);
