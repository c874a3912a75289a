import { FixedMatches } from './fixedMatches';
import { Integers } from './integers';
import type { Match, Matches } from './matches';
import { CLOSED, NO_MATCH, Paths } from './paths';
import { UsedWords } from './usedWords';

/** Paths that are continued at each word. */
const BEAM = 40;

/** Weights of matched words in the search, by module; those of the score are others. */
const searchWeights = [1, 0.5, 0.5, 0.5];

/** In place of a choice: none was made yet. */
const NO_CHOICE = -1;

/**
 * METEOR's search for the matches that share no word: of all paths that decide on the words of the reference from the
 * left, the best few go on. It has two quirks, which change the matches chosen and are kept; they are named where they
 * happen.
 */
export class BeamSearch {
  private paths = new Paths();
  private next = new Paths();
  /** Words that the kept paths have used, by rank. */
  private used = new UsedWords();
  private nextUsed = new UsedWords();
  /** Last choice of each kept path, by rank. */
  private choices = new Int32Array(BEAM);
  private nextChoices = new Int32Array(BEAM);
  /** Of each choice: the match, and the choice before it on its path. */
  private readonly chosen = new Integers();
  private readonly before = new Integers();
  private readonly ranks = new Int32Array(BEAM);
  private readonly fixed = new FixedMatches();

  /**
   * The chosen matches, from left to right in the reference.
   * @param words1 number of words in the hypothesis  @param words2 in the reference
   */
  search(matches: Matches, words1: number, words2: number): Match[] {
    matches.sortByStart(words2);
    this.fixed.find(matches, words1, words2);
    this.begin(matches, words1, words2);
    for (let word = 0; word < words2; word++) {
      const kept = this.keepBest(matches);
      this.next.count = 0;
      for (let rank = 0; rank < kept; rank++) {
        if (!this.used.isReferenceWordUsed(rank, word)) this.branch(rank, word, matches);
        else if (this.paths.decided[this.ranks[rank]!]! > word) this.wait(rank);
        else this.takeFixed(rank, matches, this.fixed.at(word));
      }
      const paths = this.paths;
      this.paths = this.next;
      this.next = paths;
    }
    return this.end(matches);
  }

  private begin(matches: Matches, words1: number, words2: number): void {
    this.used.reset(BEAM, words1, words2);
    this.nextUsed.reset(BEAM, words1, words2);
    for (let word = 0; word < words2; word++) {
      if (this.fixed.at(word) !== NO_MATCH) this.used.use(0, matches, this.fixed.at(word));
    }
    this.chosen.clear();
    this.before.clear();
    this.choices[0] = NO_CHOICE;
    this.paths.count = 0;
    this.paths.add({ matched: 0, chunks: 0, distance: 0, decided: 0, lastEnd: CLOSED, parent: 0, match: NO_MATCH });
  }

  /** Ranks the paths; what the best have used and chosen is what their parents have, and their own match. */
  private keepBest(matches: Matches): number {
    const kept = this.paths.rank(this.ranks);
    for (let rank = 0; rank < kept; rank++) {
      const path = this.ranks[rank]!;
      const parent = this.paths.parent[path]!;
      const match = this.paths.match[path]!;
      this.nextUsed.copy(rank, this.used, parent);
      this.nextChoices[rank] = this.choices[parent]!;
      if (match === NO_MATCH) continue;
      this.nextUsed.use(rank, matches, match);
      this.chosen.push(match);
      this.before.push(this.choices[parent]!);
      this.nextChoices[rank] = this.chosen.length - 1;
    }
    const { used, choices } = this;
    this.used = this.nextUsed;
    this.nextUsed = used;
    this.choices = this.nextChoices;
    this.nextChoices = choices;
    return kept;
  }

  /** A free word: a path for each match that starts here and fits, and one without. */
  private branch(rank: number, word: number, matches: Matches): void {
    const path = this.ranks[rank]!;
    const starts = matches.starts.array;
    let distance = this.paths.distance[path]!;
    for (let at = starts[word]!; at < starts[word + 1]!; at++) {
      const match = matches.order.array[at]!;
      if (this.used.overlaps(rank, matches, match)) continue;
      this.take(rank, matches, match, distance);
      // Quirk: the distance of a match counts for the paths that come after it here, not for the one that takes it.
      distance += distanceOf(matches, match);
    }
    const matched = this.paths.matched[path]!;
    const chunks = this.paths.chunks[path]! + (this.paths.lastEnd[path] === CLOSED ? 0 : 1);
    this.next.add({ matched, chunks, distance, decided: word + 1, lastEnd: CLOSED, parent: rank, match: NO_MATCH });
  }

  /** A word inside the last match. */
  private wait(rank: number): void {
    const { paths } = this;
    const path = this.ranks[rank]!;
    this.next.add({
      matched: paths.matched[path]!,
      chunks: paths.chunks[path]!,
      distance: paths.distance[path]!,
      decided: paths.decided[path]!,
      lastEnd: paths.lastEnd[path]!,
      parent: rank,
      match: NO_MATCH,
    });
  }

  private takeFixed(rank: number, matches: Matches, match: number): void {
    this.take(rank, matches, match, this.paths.distance[this.ranks[rank]!]! + distanceOf(matches, match));
  }

  /** The path with one more match. */
  private take(rank: number, matches: Matches, match: number, distance: number): void {
    const path = this.ranks[rank]!;
    const lastEnd = this.paths.lastEnd[path]!;
    const start1 = matches.start1.array[match]!;
    const length1 = matches.length1.array[match]!;
    const length2 = matches.length2.array[match]!;
    const weight = searchWeights[matches.module.array[match]!]!;
    this.next.add({
      // Quirk: the original counts in whole numbers, so that the stem or synonym of a single word adds nothing.
      matched: this.paths.matched[path]! + Math.floor(length1 * weight) + Math.floor(length2 * weight),
      chunks: this.paths.chunks[path]! + (lastEnd === CLOSED || lastEnd === start1 ? 0 : 1),
      distance,
      decided: matches.start2.array[match]! + length2,
      lastEnd: start1 + length1,
      parent: rank,
      match,
    });
  }

  /** The matches of the path that is best once the last chunk of each is closed. */
  private end(matches: Matches): Match[] {
    const kept = this.keepBest(matches);
    this.next.count = 0;
    for (let rank = 0; rank < kept; rank++) {
      this.wait(rank);
      if (this.next.lastEnd[rank] !== CLOSED) this.next.chunks[rank]!++;
    }
    this.next.rank(this.ranks);
    const best: Match[] = [];
    for (let choice = this.choices[this.ranks[0]!]!; choice !== NO_CHOICE; choice = this.before.array[choice]!) {
      best.push(matches.get(this.chosen.array[choice]!));
    }
    return best.reverse();
  }
}

/** How far a match moves: the difference of its places in both captions. */
function distanceOf(matches: Matches, match: number): number {
  return Math.abs(matches.start1.array[match]! - matches.start2.array[match]!);
}
