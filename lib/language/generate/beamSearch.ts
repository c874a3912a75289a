import { BeamSearch, type ScoredSequence } from './beams';
import type { ResolvedOptions } from './options';
import type { TokenRules } from './rules';
import type { Session } from './session';

/**
 * Beam search over a batch: every prompt has `beams` sequences, and a row of the state belongs to each.
 * @param histories ids of the prompts @returns the best sequences of each prompt, best first
 */
export async function searchWithBeams(
  session: Session,
  histories: readonly (readonly number[])[],
  rules: TokenRules,
  options: ResolvedOptions,
): Promise<ScoredSequence[][]> {
  const { beams, returnSequences, onUpdate, signal } = options;
  const searches = histories.map((history) => new BeamSearch(history, rules, options));
  for (let first = true; ; first = false) {
    const scores = await session.scores();
    signal?.throwIfAborted();
    // After `start` a prompt has one row; from then on one a beam.
    const rowOf = (prompt: number, beam: number) => (first ? prompt : prompt * beams + beam);
    const origins = searches.flatMap((search, prompt) => {
      if (search.done) return search.running.map((_, beam) => rowOf(prompt, beam));
      const rows = search.running.map((_, beam) => scores[rowOf(prompt, beam)]!);
      const chosen = search.advance(first ? rows.map((row) => row.slice()) : rows);
      const { ids } = search.done ? search.ended[0]! : search.running[0]!;
      onUpdate({ prompt, ids: [...ids], done: search.done });
      return chosen.map((beam) => rowOf(prompt, beam));
    });
    if (searches.every((search) => search.done)) return searches.map(({ ended }) => ended.slice(0, returnSequences));
    session.step(
      searches.flatMap(({ running }) => running.map(({ ids }) => ids.at(-1)!)),
      origins,
    );
  }
}
