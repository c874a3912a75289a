import { tf, tidy } from '../engine';
import type { LanguageModel, Prompt } from '../language';

export interface JoinOptions {
  /** Where shorter texts are padded: texts that a decoder goes on from must end together (`left`). */
  padding: 'left' | 'right';
  /** Id that stands for each visual prompt, where the model wants to know the ids of its prompt. */
  imageToken?: number;
}

/**
 * What the language model reads: the visual prompt, then a text. Padding stands between the two (`left`) or at the end.
 * @param visual [B, R, D of the language model]
 * @param texts ids, at least one for each of the B samples
 * @returns embeddings [B, R + L, D], with a mask where the texts are not equally long
 */
export function joinPrompt(
  visual: tf.Tensor3D,
  model: LanguageModel,
  texts: readonly (readonly number[])[],
  { padding, imageToken }: JoinOptions,
): Prompt {
  const count = visual.shape[1]; // R
  const length = Math.max(...texts.map((text) => text.length)); // L
  const pad = (row: readonly number[], filler: number) => {
    const missing = filled(length - row.length, filler);
    return padding === 'left' ? [...missing, ...row] : [...row, ...missing];
  };
  return tidy(() => {
    const rows = texts.map((text) => pad(text, model.tokens.padding));
    const text = model.embed(tf.tensor2d(rows, [rows.length, length], 'int32')) as tf.Tensor3D;
    const embeddings = tf.concat([visual, text], 1) as tf.Tensor3D;
    const ids = imageToken === undefined ? undefined : rows.map((row) => [...filled(count, imageToken), ...row]);
    if (texts.every((row) => row.length === length)) return { embeddings, ids };
    const mask = texts.map((row) => [...filled(count, 1), ...pad(filled(row.length, 1), 0)]);
    return { embeddings, ids, mask: tf.tensor2d(mask) };
  });
}

const filled = (count: number, value: number): number[] => new Array<number>(count).fill(value);
