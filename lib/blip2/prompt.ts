import { tf, tidy } from '../engine';
import type { LanguageModel, Prompt } from '../language';

/** Texts of a batch, padded to one length. */
export interface PaddedTexts {
  /** B lists of L ids. */
  rows: number[][];
  /** B lists of L: 1 an id of the text, 0 padding; none where no text is padded. */
  mask?: number[][];
}

/** The same as tensors: what a compiled step can take. */
export interface PromptText {
  /** int32 [B, L] */
  ids: tf.Tensor2D;
  /** [B, L] */
  mask?: tf.Tensor2D;
}

/**
 * @param texts ids, at least one for each sample
 * @param side where shorter texts are padded: texts that a decoder goes on from must end together (`left`)
 */
export function padTexts(texts: readonly (readonly number[])[], side: 'left' | 'right', padding: number): PaddedTexts {
  const length = Math.max(...texts.map((text) => text.length)); // L
  const pad = (row: readonly number[], filler: number) => {
    const missing = filled(length - row.length, filler);
    return side === 'left' ? [...missing, ...row] : [...row, ...missing];
  };
  const rows = texts.map((text) => pad(text, padding));
  if (texts.every((row) => row.length === length)) return { rows };
  return { rows, mask: texts.map((row) => pad(filled(row.length, 1), 0)) };
}

export const textTensors = ({ rows, mask }: PaddedTexts): PromptText => ({
  ids: tf.tensor2d(rows, [rows.length, rows[0]!.length], 'int32'),
  mask: mask && tf.tensor2d(mask),
});

/**
 * What the language model reads: the visual prompt, then a text. Padding stands between the two (`left`) or at the end.
 * @param visual [B, R, D of the language model]
 * @returns embeddings [B, R + L, D], with a mask where the texts have one
 */
export function joinPrompt(visual: tf.Tensor3D, model: LanguageModel, { ids, mask }: PromptText): Prompt {
  const [batch, count] = visual.shape; // B, R
  return tidy(() => {
    const embeddings = tf.concat([visual, model.embed(ids) as tf.Tensor3D], 1) as tf.Tensor3D;
    return mask ? { embeddings, mask: tf.concat([tf.ones([batch, count]), mask], 1) } : { embeddings };
  });
}

/** The ids that a prompt of visual tokens and a text counts as. @param count R */
export const idsWithImage = ({ rows }: PaddedTexts, count: number, imageToken: number): number[][] =>
  rows.map((row) => [...filled(count, imageToken), ...row]);

const filled = (count: number, value: number): number[] => new Array<number>(count).fill(value);
