import { GrowingTrie } from './growingTrie';
import { Integers, sortByKey } from './integers';
import type { ParaphraseParts } from './paraphrases';

const SPACE = 32;

/** Builds the paraphrase table from pairs of phrases, as they come. */
export class ParaphraseBuilder {
  private readonly vocabulary = new Map<string, number>();
  private readonly trie = new GrowingTrie();
  private readonly sources = new Integers();
  private readonly targets = new Integers();
  private lastSource: Buffer = Buffer.alloc(0);
  private lastNode = 0;

  /** @param source  words joined by a space  @param target  likewise */
  add(source: Buffer, target: Buffer): void {
    // The table gives a phrase's paraphrases one after the other.
    if (!source.equals(this.lastSource)) this.lastNode = this.nodeOf(source);
    this.lastSource = source;
    this.sources.push(this.lastNode);
    this.targets.push(this.nodeOf(target));
  }

  private nodeOf(phrase: Buffer): number {
    let node = 0;
    for (let start = 0; start < phrase.length; ) {
      const space = phrase.indexOf(SPACE, start);
      const end = space < 0 ? phrase.length : space;
      node = this.trie.child(node, this.wordNumber(phrase.toString('utf8', start, end)));
      start = end + 1;
    }
    return node;
  }

  private wordNumber(word: string): number {
    const known = this.vocabulary.get(word);
    if (known !== undefined) return known;
    const number = this.vocabulary.size;
    if (number > 0xffff) throw new Error('The paraphrase table has more than 65,536 words, METEOR 1.5 has 43,139');
    this.vocabulary.set(word, number);
    return number;
  }

  finish(): ParaphraseParts {
    const { words, children, renumbered } = this.trie.inLevels(this.vocabulary.size);
    const renumber = ({ array, length }: Integers) => array.slice(0, length).map((node) => renumbered[node]!);
    const targets = renumber(this.targets);
    const { starts, order } = sortByKey(renumber(this.sources), words.length);
    const lines = [...this.vocabulary].map(([word, number]) => ({ key: Buffer.from(word), number }));
    lines.sort((a, b) => Buffer.compare(a.key, b.key));
    return {
      vocabulary: Buffer.from(lines.map(({ key, number }) => `${key} ${number}\n`).join('')),
      words,
      children,
      starts,
      targets: order.map((pair) => targets[pair]!),
    };
  }
}
