import type { GenerateOptions } from '../../lib';

/** One call of transformers' `generate` and what it gave. */
export interface GenerationRun {
  name: string;
  /** `prompt`, or `no_prompt`. */
  inputs: string;
  options: Record<string, number | boolean | string>;
  sequences: number[][];
  sequences_scores?: number[];
}

/** transformers' names -> ours. */
const names: Record<string, keyof GenerateOptions> = {
  num_beams: 'beams',
  max_new_tokens: 'maxNewTokens',
  min_new_tokens: 'minNewTokens',
  min_length: 'minLength',
  length_penalty: 'lengthPenalty',
  repetition_penalty: 'repetitionPenalty',
  early_stopping: 'earlyStopping',
  num_return_sequences: 'returnSequences',
  no_repeat_ngram_size: 'noRepeatNgramSize',
};

export const optionsOf = (run: GenerationRun): GenerateOptions =>
  Object.fromEntries(Object.entries(run.options).map(([name, value]) => [names[name] ?? `unknown ${name}`, value]));

/** What was written: behind the prompt or the start token, without the padding behind the end token. */
export function newIds(sequence: readonly number[], written: number, end: number): number[] {
  const ids = sequence.slice(written);
  const last = ids.indexOf(end);
  return last < 0 ? ids : ids.slice(0, last + 1);
}
