import { Integers } from './integers';
import type { Matches } from './matches';
import type { ParaphraseTable } from './paraphrases';
import { Places } from './places';
import type { Word } from './word';

const PARAPHRASE = 3;

/** Lists the paraphrases between a hypothesis and its references. */
export class ParaphraseMatcher {
  private readonly hypothesis: Phrases;
  private readonly reference: Phrases;

  constructor(table: ParaphraseTable) {
    this.hypothesis = new Phrases(table);
    this.reference = new Phrases(table);
  }

  setHypothesis(hypothesis: readonly Word[]): void {
    this.hypothesis.find(hypothesis);
  }

  /**
   * Phrases of the reference whose paraphrase the hypothesis has, then phrases of the hypothesis whose paraphrase the
   * reference has. The table is not symmetric, and a pair that it has in both directions is listed twice.
   */
  list(reference: readonly Word[], matches: Matches): void {
    this.reference.find(reference);
    this.reference.eachParaphrase(this.hypothesis, (start2, length2, start1, length1) =>
      matches.add(PARAPHRASE, start1, length1, start2, length2),
    );
    this.hypothesis.eachParaphrase(this.reference, (start1, length1, start2, length2) =>
      matches.add(PARAPHRASE, start1, length1, start2, length2),
    );
  }
}

/** The phrases of the table that a caption has. */
class Phrases {
  private readonly nodes = new Integers(64);
  private readonly starts = new Integers(64);
  private readonly lengths = new Integers(64);
  /** Phrases by node. */
  private readonly places: Places;

  constructor(private readonly table: ParaphraseTable) {
    this.places = new Places(table.nodes);
  }

  find(caption: readonly Word[]): void {
    for (const list of [this.nodes, this.starts, this.lengths, this.places]) list.clear();
    for (let start = 0; start < caption.length; start++) {
      let node = caption[start]!.node;
      for (let end = start + 1; node >= 0; end++) {
        this.nodes.push(node);
        this.starts.push(start);
        this.lengths.push(end - start);
        const number = end < caption.length ? caption[end]!.number : -1;
        node = number >= 0 ? this.table.child(node, number) : -1;
      }
    }
    for (let phrase = this.nodes.length - 1; phrase >= 0; phrase--) this.places.add(this.nodes.array[phrase]!, phrase);
  }

  /** Calls back with every phrase here that has a paraphrase there. */
  eachParaphrase(
    there: Phrases,
    use: (start: number, length: number, startThere: number, lengthThere: number) => void,
  ): void {
    const { targets } = this.table;
    for (let phrase = 0; phrase < this.nodes.length; phrase++) {
      const node = this.nodes.array[phrase]!;
      const end = this.table.firstTarget(node + 1);
      for (let at = this.table.firstTarget(node); at < end; at++) {
        for (let entry = there.places.first(targets[at]!); entry !== 0; entry = there.places.next(entry)) {
          const other = there.places.place(entry);
          use(
            this.starts.array[phrase]!,
            this.lengths.array[phrase]!,
            there.starts.array[other]!,
            there.lengths.array[other]!,
          );
        }
      }
    }
  }
}
