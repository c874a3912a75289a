import { tf } from '../engine';
import { IGNORED_LABEL, type LanguageModel, type Tokenizer } from '../language';
import type { Blip2Config } from './config';

/** The ids between the visual prompt and the caption: those of a text, or the begin token alone. */
export function promptIds(tokenizer: Tokenizer, { beginToken }: Blip2Config, prompt: string): number[] {
  return prompt === '' ? [beginToken] : tokenizer.encode(prompt);
}

/**
 * The ids that the language model shall write: a caption and the end token. A decoder goes on from the prompt's text,
 * with a space between; an encoder-decoder begins anew.
 * @param limit ids that are kept, the end token included @returns int32 [B, T], padded with `IGNORED_LABEL`
 */
export function captionLabels(
  { tokenizer, config, language }: { tokenizer: Tokenizer; config: Blip2Config; language: LanguageModel },
  captions: readonly string[],
  prompts: readonly string[],
  limit: number,
): tf.Tensor2D {
  const rows = captions.map((caption, i) => {
    const glue = config.language.kind === 'opt' && prompts[i] !== '' ? ' ' : '';
    const ids = tokenizer.encode(glue + caption, { specialTokens: false });
    return [...ids.slice(0, limit - 1), language.tokens.end];
  });
  const length = Math.max(...rows.map((row) => row.length));
  const pad = (row: number[]) => [...row, ...new Array<number>(length - row.length).fill(IGNORED_LABEL)];
  return tf.tensor2d(rows.map(pad), [rows.length, length], 'int32');
}
