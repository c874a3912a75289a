import type { ResolvedOptions } from './options';
import { logSoftmax, type TokenRules } from './rules';

export interface ScoredSequence {
  /** New ids, the end token included. */
  ids: readonly number[];
  /** Running: the sum of log-probabilities. Ended: that divided by (new tokens)^lengthPenalty. */
  score: number;
}

interface Candidate {
  /** The running beam that it continues. */
  origin: number;
  id: number;
  score: number;
}

/** The score of beams that must not be chosen, as in transformers. */
const HOPELESS = -1e9;

/**
 * The beams of one prompt, exactly as transformers 4.57 moves them: the best 2 x beams continuations are looked at, those
 * of the first `beams` that end are kept if they beat the ended ones, the best that go on become the running beams.
 * Sums are rounded to float32 as there. Knows nothing of tensors.
 */
export class BeamSearch {
  /** Sequences that ended, best first, `beams` at most. */
  ended: ScoredSequence[] = [];
  running: ScoredSequence[];
  done = false;

  /** @param history ids of the prompt */
  constructor(
    private readonly history: readonly number[],
    private readonly rules: TokenRules,
    private readonly options: ResolvedOptions,
  ) {
    // At the start all beams are the same: only the first may go on.
    this.running = Array.from({ length: options.beams }, (_, i) => ({ ids: [], score: i === 0 ? 0 : HOPELESS }));
  }

  /**
   * Reads the scores of the next token, which are changed in place.
   * @param logits one row a running beam @returns the beam that each of the new running beams continues
   */
  advance(logits: readonly Float32Array[]): number[] {
    const { beams, maxNewTokens, endToken } = this.options;
    const candidates = this.bestCandidates(logits, 2 * beams);
    const length = this.running[0]!.ids.length + 1;
    const ends = ({ id }: Candidate) => id === endToken || length === maxNewTokens;
    const finishing = candidates.slice(0, beams).filter(ends);
    this.keepEnded(finishing, length);
    const going = [...candidates.filter((candidate) => !ends(candidate)), ...candidates.filter(ends)].slice(0, beams);
    this.running = going.map((candidate) => ({
      ids: this.continued(candidate),
      score: ends(candidate) ? Math.fround(candidate.score + HOPELESS) : candidate.score,
    }));
    this.done = this.mustStop(length) || candidates.every(ends);
    return going.map(({ origin }) => origin);
  }

  private continued({ origin, id }: Candidate): readonly number[] {
    return [...this.running[origin]!.ids, id];
  }

  private bestCandidates(logits: readonly Float32Array[], count: number): Candidate[] {
    const best = new TopCandidates(count);
    this.running.forEach(({ ids, score }, origin) => {
      const scores = logits[origin]!;
      logSoftmax(scores);
      this.rules.apply(scores, [...this.history, ...ids]);
      best.add(scores, origin, score);
    });
    return best.list;
  }

  private keepEnded(finishing: readonly Candidate[], length: number): void {
    const divisor = length ** this.options.lengthPenalty;
    const scored = finishing.map((candidate) => ({
      ids: this.continued(candidate),
      score: Math.fround(candidate.score / divisor),
    }));
    // The sort keeps the order of equals, so that earlier ones stay in front.
    this.ended = [...this.ended, ...scored].sort((a, b) => b.score - a.score).slice(0, this.options.beams);
  }

  /** Whether the ended sequences can no longer change, by the rule of `earlyStopping`. */
  private mustStop(length: number): boolean {
    const { beams, earlyStopping, lengthPenalty, maxNewTokens } = this.options;
    const full = this.ended.length === beams;
    if (full && earlyStopping === true) return true;
    const longest = earlyStopping === 'never' && lengthPenalty > 0 ? maxNewTokens : length;
    const bestPossible = this.running[0]!.score / longest ** lengthPenalty;
    return !(bestPossible > (full ? this.ended.at(-1)!.score : HOPELESS));
  }
}

/** The `count` best continuations seen, best first; of equals the first seen. */
class TopCandidates {
  readonly list: Candidate[] = [];

  constructor(private readonly count: number) {}

  /** @param scores [vocabulary] @param base added to each */
  add(scores: Float32Array, origin: number, base: number): void {
    for (let id = 0; id < scores.length; id++) {
      const score = Math.fround(scores[id]! + base);
      if (this.list.length < this.count || score > this.list.at(-1)!.score) this.insert({ origin, id, score });
    }
  }

  private insert(candidate: Candidate): void {
    const place = this.list.findIndex(({ score }) => score < candidate.score);
    this.list.splice(place < 0 ? this.list.length : place, 0, candidate);
    if (this.list.length > this.count) this.list.pop();
  }
}
