import type { Matches } from './matches';
import { Places } from './places';
import type { Word } from './word';

const [EXACT, STEM, SYNONYM] = [0, 1, 2];

/** Lists the matches of single words between a hypothesis and its references. */
export class WordMatcher {
  private readonly byWord = new Places();
  private readonly byStem = new Places();
  private readonly bySynset = new Places();
  /** Places of the synonyms of one word; and for each place the last search that found it. */
  private readonly found: number[] = [];
  private lastFound = new Uint32Array(0);
  private searches = 0;
  private hypothesis: readonly Word[] = [];

  /** Takes the hypothesis that the next references are compared with. */
  setHypothesis(hypothesis: readonly Word[]): void {
    for (const places of [this.byWord, this.byStem, this.bySynset]) places.clear();
    this.hypothesis = hypothesis;
    this.lastFound = new Uint32Array(hypothesis.length);
    this.searches = 0;
    for (let place = hypothesis.length - 1; place >= 0; place--) {
      const word = hypothesis[place]!;
      this.byWord.add(word.exact, place);
      this.byStem.add(word.stem, place);
      for (const synset of word.synsets) this.bySynset.add(synset, place);
    }
  }

  /** Lists matches module by module; for each the reference's words from left to right, then the hypothesis' words. */
  list(reference: readonly Word[], matches: Matches): void {
    this.listExact(reference, matches);
    this.listStems(reference, matches);
    this.listSynonyms(reference, matches);
  }

  /** All that is listed when both captions are the same. */
  listExact(reference: readonly Word[], matches: Matches): void {
    const { byWord } = this;
    for (let place2 = 0; place2 < reference.length; place2++) {
      for (let entry = byWord.first(reference[place2]!.exact); entry !== 0; entry = byWord.next(entry)) {
        matches.add(EXACT!, byWord.place(entry), 1, place2, 1);
      }
    }
  }

  private listStems(reference: readonly Word[], matches: Matches): void {
    const { byStem, hypothesis } = this;
    for (let place2 = 0; place2 < reference.length; place2++) {
      const word = reference[place2]!;
      for (let entry = byStem.first(word.stem); entry !== 0; entry = byStem.next(entry)) {
        const place1 = byStem.place(entry);
        if (hypothesis[place1]!.exact !== word.exact) matches.add(STEM!, place1, 1, place2, 1);
      }
    }
  }

  private listSynonyms(reference: readonly Word[], matches: Matches): void {
    for (let place2 = 0; place2 < reference.length; place2++) {
      for (const place1 of this.synonymsOf(reference[place2]!)) matches.add(SYNONYM!, place1, 1, place2, 1);
    }
  }

  /** Places of a word's synonyms, ascending; each once, however many sets it shares. */
  private synonymsOf(word: Word): number[] {
    const { bySynset, hypothesis, found, lastFound } = this;
    found.length = 0;
    this.searches++;
    for (const synset of word.synsets) {
      for (let entry = bySynset.first(synset); entry !== 0; entry = bySynset.next(entry)) {
        const place1 = bySynset.place(entry);
        if (lastFound[place1] === this.searches || hypothesis[place1]!.exact === word.exact) continue;
        lastFound[place1] = this.searches;
        found.push(place1);
      }
    }
    return found.length > 1 ? found.sort((a, b) => a - b) : found;
  }
}
