import { BeamSearch } from './beam';
import { type Match, Matches } from './matches';
import { ParaphraseMatcher } from './paraphraseMatcher';
import type { ParaphraseTable } from './paraphrases';
import type { Word } from './word';
import { WordMatcher } from './wordMatcher';

/** Words of the longest captions that are aligned as METEOR does: the work grows with the square of them. */
const LONGEST = 1000;

/** Longer ones are cut, both into as many pieces, and each piece is aligned with its counterpart. Words of a piece. */
const PIECE = 100;

/** Aligns hypotheses with their references. Fastest when a hypothesis comes with all its references in a row. */
export class Aligner {
  private readonly matches = new Matches();
  private readonly words = new WordMatcher();
  private readonly paraphrases: ParaphraseMatcher | undefined;
  private readonly beam = new BeamSearch();
  private hypothesis: readonly Word[] = [];

  constructor(table?: ParaphraseTable) {
    this.paraphrases = table && new ParaphraseMatcher(table);
  }

  /** The chosen matches, from left to right in the reference. */
  align(hypothesis: readonly Word[], reference: readonly Word[]): Match[] {
    const longest = Math.max(hypothesis.length, reference.length);
    if (longest <= LONGEST) return this.alignWhole(hypothesis, reference);
    const pieces = Math.ceil(longest / PIECE);
    const cut = (caption: readonly Word[], piece: number) => Math.floor((caption.length * piece) / pieces);
    return Array.from({ length: pieces }, (_, piece) => {
      const [start1, start2] = [cut(hypothesis, piece), cut(reference, piece)];
      const piece1 = hypothesis.slice(start1, cut(hypothesis, piece + 1));
      const piece2 = reference.slice(start2, cut(reference, piece + 1));
      const matches = this.alignWhole(piece1, piece2);
      return matches.map((match) => ({ ...match, start1: match.start1 + start1, start2: match.start2 + start2 }));
    }).flat();
  }

  private alignWhole(hypothesis: readonly Word[], reference: readonly Word[]): Match[] {
    if (hypothesis !== this.hypothesis) this.take(hypothesis);
    this.matches.clear();
    if (isSame(hypothesis, reference)) this.words.listExact(reference, this.matches);
    else {
      this.words.list(reference, this.matches);
      this.paraphrases?.list(reference, this.matches);
    }
    return this.beam.search(this.matches, hypothesis.length, reference.length);
  }

  private take(hypothesis: readonly Word[]): void {
    this.hypothesis = hypothesis;
    this.words.setHypothesis(hypothesis);
    this.paraphrases?.setHypothesis(hypothesis);
  }
}

function isSame(a: readonly Word[], b: readonly Word[]): boolean {
  return a.length === b.length && a.every((word, place) => word.text === b[place]!.text);
}
