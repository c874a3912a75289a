import { tf } from '../engine';
import { IGNORED_LABEL } from './languageModel';

/**
 * Ids that a language model shall write, as `LanguageModel.loss` takes them.
 * @param multiple T is a multiple of it (default 1), so that batches have few shapes
 * @returns int32 [B, T], padded with `IGNORED_LABEL`
 */
export function labelTensor(rows: readonly (readonly number[])[], multiple = 1): tf.Tensor2D {
  const length = Math.ceil(Math.max(...rows.map((row) => row.length)) / multiple) * multiple;
  const padded = rows.map((row) => [...row, ...new Array<number>(length - row.length).fill(IGNORED_LABEL)]);
  return tf.tensor2d(padded, [rows.length, length], 'int32');
}
