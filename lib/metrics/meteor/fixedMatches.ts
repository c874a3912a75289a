import { Integers } from './integers';
import type { Matches } from './matches';
import { NO_MATCH } from './paths';

/** The matches that no other competes with: the search takes them without a choice. */
export class FixedMatches {
  private readonly fixed = new Integers(64);
  /** Number of matches that cover each word. */
  private readonly coverage1 = new Integers(64);
  private readonly coverage2 = new Integers(64);

  /** The fixed match that starts at a word of the reference, or NO_MATCH. */
  at(word: number): number {
    return this.fixed.array[word]!;
  }

  /** Finds those of sorted matches: alone at their first word, and their words covered by no other match. */
  find(matches: Matches, words1: number, words2: number): void {
    const coverage1 = this.coverage1.zeros(words1);
    const coverage2 = this.coverage2.zeros(words2);
    for (let match = 0; match < matches.count; match++) {
      cover(coverage1, matches.start1.array[match]!, matches.length1.array[match]!);
      cover(coverage2, matches.start2.array[match]!, matches.length2.array[match]!);
    }
    const starts = matches.starts.array;
    const fixed = this.fixed.zeros(words2);
    for (let word = 0; word < words2; word++) {
      const match = matches.order.array[starts[word]!]!;
      const isFixed =
        starts[word + 1]! - starts[word]! === 1 &&
        isCoveredOnce(coverage1, matches.start1.array[match]!, matches.length1.array[match]!) &&
        isCoveredOnce(coverage2, matches.start2.array[match]!, matches.length2.array[match]!);
      fixed[word] = isFixed ? match : NO_MATCH;
    }
  }
}

function cover(coverage: Int32Array, start: number, length: number): void {
  for (let word = start; word < start + length; word++) coverage[word]!++;
}

function isCoveredOnce(coverage: Int32Array, start: number, length: number): boolean {
  for (let word = start; word < start + length; word++) if (coverage[word] !== 1) return false;
  return true;
}
