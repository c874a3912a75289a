import type { ResolvedOptions } from './options';
import { greatest, type TokenRules } from './rules';
import type { Session } from './session';

/**
 * Greedy search: every sequence takes its best next token until all have ended; one that ended reads padding on.
 * @param histories ids of the prompts @returns the new ids of each prompt, the end token included
 */
export async function searchGreedily(
  session: Session,
  histories: readonly (readonly number[])[],
  rules: TokenRules,
  { maxNewTokens, endToken, onUpdate, signal }: ResolvedOptions,
  padding: number,
): Promise<number[][]> {
  const written: number[][] = histories.map(() => []);
  const ended = histories.map(() => false);
  for (let count = 1; ; count++) {
    const scores = await session.scores();
    signal?.throwIfAborted();
    const next = scores.map((row, prompt) => {
      if (ended[prompt]) return padding;
      const ids = written[prompt]!;
      rules.apply(row, [...histories[prompt]!, ...ids]);
      const id = greatest(row);
      ids.push(id);
      ended[prompt] = id === endToken || count === maxNewTokens;
      onUpdate({ prompt, ids: [...ids], done: ended[prompt] });
      return id;
    });
    if (ended.every(Boolean)) return written;
    session.step(next);
  }
}
