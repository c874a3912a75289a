import { Integers } from './integers';

/** METEOR's modules, in the order in which it lists their matches. */
export const modules = ['exact', 'stem', 'synonym', 'paraphrase'] as const;
/** A way in which METEOR matches words: by the same letters, stem, synonyms or paraphrase. */
export type Module = (typeof modules)[number];

/** A span of the hypothesis and a span of the reference that mean the same. */
export interface Match {
  module: Module;
  /** First word and number of words in the hypothesis. */
  start1: number;
  length1: number;
  /** First word and number of words in the reference. */
  start2: number;
  length2: number;
}

/** Matches of a hypothesis and a reference, match k being entry k of each list. */
export class Matches {
  /** [matches] number of the module. */
  readonly module = new Integers(64);
  /** [matches] first word and number of words in the hypothesis. */
  readonly start1 = new Integers(64);
  readonly length1 = new Integers(64);
  /** [matches] first word and number of words in the reference. */
  readonly start2 = new Integers(64);
  readonly length2 = new Integers(64);

  /** Matches by the word of the reference at which they start: `order[starts[word]]` up to `order[starts[word + 1]]`. */
  readonly starts = new Integers(64);
  readonly order = new Integers(64);

  get count(): number {
    return this.module.length;
  }

  add(module: number, start1: number, length1: number, start2: number, length2: number): void {
    this.module.push(module);
    this.start1.push(start1);
    this.length1.push(length1);
    this.start2.push(start2);
    this.length2.push(length2);
  }

  get(match: number): Match {
    return {
      module: modules[this.module.array[match]!]!,
      start1: this.start1.array[match]!,
      length1: this.length1.array[match]!,
      start2: this.start2.array[match]!,
      length2: this.length2.array[match]!,
    };
  }

  clear(): void {
    this.module.clear();
    this.start1.clear();
    this.length1.clear();
    this.start2.clear();
    this.length2.clear();
  }

  /** Fills `starts` and `order`. A counting sort, O(matches + words of the reference). */
  sortByStart(words2: number): void {
    const { count } = this;
    const start2 = this.start2.array;
    const starts = this.starts.zeros(words2 + 1);
    for (let match = 0; match < count; match++) starts[start2[match]! + 1]!++;
    for (let word = 0; word < words2; word++) starts[word + 1]! += starts[word]!;
    const order = this.order.zeros(count);
    // From the right: the end of each word's share moves down to its beginning, and starts[word + 1] becomes starts[word].
    for (let match = count - 1; match >= 0; match--) order[--starts[start2[match]! + 1]!] = match;
    starts.copyWithin(0, 1, words2 + 1);
    starts[words2] = count;
  }
}
