import type { ResolvedOptions } from './options';

/**
 * Changes the scores of the next token in place, in the order of transformers: repetition penalty, repeated n-grams,
 * minimal lengths. Scores are logits in greedy search and log-probabilities with beams.
 */
export class TokenRules {
  /** @param written how many ids of a sequence are the prompt's */
  constructor(
    private readonly options: ResolvedOptions,
    private readonly written: number,
  ) {}

  /** @param scores of one sequence [vocabulary] @param ids all its ids, those of the prompt in front */
  apply(scores: Float32Array, ids: readonly number[]): void {
    const { repetitionPenalty, noRepeatNgramSize, minLength, minNewTokens, endToken } = this.options;
    if (repetitionPenalty !== 1) penalise(scores, ids, repetitionPenalty);
    if (noRepeatNgramSize > 0) forbid(scores, repeatingIds(ids, noRepeatNgramSize));
    const newTokens = ids.length - this.written;
    if (ids.length < minLength || newTokens < minNewTokens) forbid(scores, [endToken]);
  }
}

/** Keskar et al. 2019; each id counts once. */
function penalise(scores: Float32Array, ids: readonly number[], penalty: number): void {
  for (const id of new Set(ids)) {
    const score = scores[id]!;
    scores[id] = score < 0 ? score * penalty : score / penalty;
  }
}

function forbid(scores: Float32Array, ids: Iterable<number>): void {
  for (const id of ids) scores[id] = Number.NEGATIVE_INFINITY;
}

/** The ids that would make the last `size` ids a run that was there before. */
export function repeatingIds(ids: readonly number[], size: number): number[] {
  const tail = ids.slice(ids.length - size + 1);
  if (tail.length < size - 1) return [];
  const repeats = (start: number) => tail.every((id, i) => ids[start + i] === id);
  return ids.slice(size - 1).filter((_, start) => repeats(start));
}

/** The place of the greatest score, the first of equals. @throws where a score is NaN */
export function greatest(scores: Float32Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  if (Number.isNaN(scores[best]!) || scores.some(Number.isNaN)) throw notNumbers();
  return best;
}

/** log softmax, in place. @throws where a score is NaN */
export function logSoftmax(scores: Float32Array): void {
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > maximum) maximum = scores[i]!;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += Math.exp(scores[i]! - maximum);
  const shift = maximum + Math.log(sum);
  if (Number.isNaN(shift)) throw notNumbers();
  for (let i = 0; i < scores.length; i++) scores[i] = scores[i]! - shift;
}

const notNumbers = () =>
  new Error(
    'The language model gave scores that are no numbers (NaN): its weights or the prompt hold NaN or infinity.',
  );
