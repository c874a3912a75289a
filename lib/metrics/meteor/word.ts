import { stem } from 'porter2';
import type { ParaphraseTable } from './paraphrases';
import type { Synonyms } from './synonyms';

/** What the modules of METEOR know of a word, looked up once. */
export interface Word {
  readonly text: string;
  /** Equal for words that count as the same. */
  readonly exact: number;
  /** Equal for words of the same stem. */
  readonly stem: number;
  readonly isFunctionWord: boolean;
  /** Synonym sets. */
  readonly synsets: Int32Array;
  /** Number in the paraphrase table, -1 for a word that is not there. */
  readonly number: number;
  /** Node of the phrases that begin with this word, -1 if none does. */
  readonly node: number;
}

export interface Lexicon {
  synonyms: Synonyms;
  functionWords: ReadonlySet<string>;
  /** Without it METEOR has three modules only. */
  paraphrases?: ParaphraseTable;
}

/** The words met so far. */
export class Vocabulary {
  private words = new Map<string, Word>();
  private readonly classes = new Map<number, number>();

  /** @param capacity different words that `trim` lets it keep: input may be endless, memory is not */
  constructor(
    private readonly lexicon: Lexicon,
    private readonly capacity = 200_000,
  ) {}

  /** Forgets all words if they are too many; those from before must not be compared with those after. */
  trim(): void {
    if (this.words.size <= this.capacity) return;
    this.words = new Map();
    this.classes.clear();
  }

  word(text: string): Word {
    let word = this.words.get(text);
    if (!word) {
      word = this.describe(text);
      this.words.set(text, word);
    }
    return word;
  }

  private describe(text: string): Word {
    const { synonyms, functionWords, paraphrases } = this.lexicon;
    const number = paraphrases ? paraphrases.wordNumber(text) : -1;
    return {
      text,
      exact: this.classOf(text),
      stem: this.classOf(stem(text)),
      isFunctionWord: functionWords.has(text),
      synsets: synonyms.setsOf(text),
      number,
      node: paraphrases && number >= 0 ? paraphrases.child(0, number) : -1,
    };
  }

  /**
   * METEOR compares words and stems by Java's 32-bit hash of them, never by their letters: `an` equals `c0`.
   * Equal hashes get the same small number here.
   */
  private classOf(text: string): number {
    const hash = javaHash(text);
    const known = this.classes.get(hash);
    if (known !== undefined) return known;
    this.classes.set(hash, this.classes.size);
    return this.classes.size - 1;
  }
}

/** `String.hashCode` of Java: sum of c_i 31^(n-1-i) in 32 bits, over UTF-16 units. */
function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}
