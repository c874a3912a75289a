import type { tf } from '../engine';
import { type LanguageModel, labelTensor, type Tokenizer } from '../language';
import type { InstanceBatch } from './bags';
import type { Blip2Config } from './config';
import type { PromptText } from './prompt';

/** Captions to train on. */
export interface CaptionTexts {
  captions: readonly string[];
  /** Text before the captions, for all or one for each (default: none). */
  prompt?: string | readonly string[];
  /** Ids of a caption that count, its end token included (default 96); longer captions are cut. */
  maxTokens?: number;
  /** The labels are padded to a multiple of it, so that batches have few shapes (default 1). */
  lengthMultiple?: number;
}

/** Instances and their captions. */
export interface CaptionBatch extends InstanceBatch, CaptionTexts {}

/** Captions as tensors, as a compiled step can take them; the caller disposes of them. */
export interface CaptionIds {
  /** int32 [B, T], padded with `IGNORED_LABEL`. */
  labels: tf.Tensor2D;
  prompt: PromptText;
}

/** The ids between the visual prompt and the caption: those of a text, or the begin token alone. */
export function promptIds(tokenizer: Tokenizer, { beginToken }: Blip2Config, prompt: string): number[] {
  return prompt === '' ? [beginToken] : tokenizer.encode(prompt);
}

/**
 * The ids that the language model shall write: a caption and the end token. A decoder goes on from the prompt's text,
 * with a space between; an encoder-decoder begins anew.
 * @param limit ids that are kept, the end token included
 * @param multiple T is a multiple of it
 * @returns int32 [B, T], padded with `IGNORED_LABEL`
 */
export function captionLabels(
  { tokenizer, config, language }: { tokenizer: Tokenizer; config: Blip2Config; language: LanguageModel },
  captions: readonly string[],
  prompts: readonly string[],
  { limit, multiple }: { limit: number; multiple: number },
): tf.Tensor2D {
  const rows = captions.map((caption, i) => {
    const glue = config.language.kind === 'opt' && prompts[i] !== '' ? ' ' : '';
    const ids = tokenizer.encode(glue + caption, { specialTokens: false });
    return [...ids.slice(0, limit - 1), language.tokens.end];
  });
  return labelTensor(rows, multiple);
}
