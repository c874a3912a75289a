import { SortedLines } from './sortedLines';

/** The first bytes of the file; another layout gets another number. */
export const MAGIC = 'mivpg-paraphrases-1\n';

/** Numbers in the file's head: bytes of the vocabulary, nodes, targets. */
const HEAD = 3;

/** Children that are remembered, and what turns a hash of 32 bits into one of them. */
const RECENT = 1 << 15;
const RECENT_SHIFT = 17;

export interface ParaphraseParts {
  /** Lines `word number`, sorted. */
  vocabulary: Buffer;
  /** [nodes] number of a node's last word; the children of a node are neighbours, ordered by it. */
  words: Uint16Array;
  /** [nodes + 1] where a node's children begin. Node 0 is the empty phrase. */
  children: Int32Array;
  /** [nodes + 1] where a phrase's paraphrases begin. */
  starts: Int32Array;
  /** [pairs] node of each paraphrase, in the order of METEOR's table. */
  targets: Int32Array;
}

/**
 * METEOR's paraphrase table: a trie of phrases, whose nodes stand for the phrases, and for each phrase its paraphrases.
 * The arrays are views of the file's bytes, so loading parses nothing.
 */
export class ParaphraseTable {
  readonly nodes: number;
  private readonly vocabulary: SortedLines;
  /** Children looked up before, by a hash: node, word, child. Texts repeat themselves. */
  private readonly recent = new Int32Array(3 * RECENT).fill(-1);

  constructor(private readonly parts: ParaphraseParts) {
    this.nodes = parts.words.length;
    this.vocabulary = new SortedLines(parts.vocabulary);
  }

  /** Number of a word, -1 for one that is in no phrase. */
  wordNumber(word: string): number {
    return Number(this.vocabulary.find(word)?.[0] ?? -1);
  }

  /** Node of a phrase with one more word, -1 if no phrase begins so. O(log children). */
  child(node: number, word: number): number {
    const { recent } = this;
    const slot = 3 * ((Math.imul(node, 0x9e3779b1) ^ Math.imul(word, 0x85ebca77)) >>> RECENT_SHIFT);
    if (recent[slot] !== node || recent[slot + 1] !== word) {
      recent[slot] = node;
      recent[slot + 1] = word;
      recent[slot + 2] = this.search(node, word);
    }
    return recent[slot + 2]!;
  }

  private search(node: number, word: number): number {
    const { words, children } = this.parts;
    let low = children[node]!;
    let high = children[node + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = words[middle]!;
      if (found === word) return middle;
      if (found < word) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Range of a phrase's paraphrases in `targets`. */
  firstTarget(node: number): number {
    return this.parts.starts[node]!;
  }

  get targets(): Int32Array {
    return this.parts.targets;
  }
}

/** The file as it lies in the cache. */
export function writeParaphrases(parts: ParaphraseParts): Buffer[] {
  // Every part begins at a multiple of four bytes, as views of 32-bit numbers must.
  const padding = (bytes: number) => Buffer.alloc(-bytes & 3);
  const { vocabulary, words, children, starts, targets } = parts;
  const head = Int32Array.of(vocabulary.length, words.length, targets.length);
  const numbers = [head, words, children, starts, targets].map((array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength),
  );
  const pieces = [Buffer.from(MAGIC), numbers[0]!, vocabulary, ...numbers.slice(1)];
  return pieces.flatMap((piece) => [piece, padding(piece.length)]);
}

/** @throws on bytes that are no such file, or a part of one. */
export function readParaphrases(bytes: Buffer, file: string): ParaphraseTable {
  const broken = () =>
    new Error(`${file}: not a whole paraphrase table of this version: delete it and run set-up again`);
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw broken();
  let offset = bytes.byteOffset;
  const take = (length: number) => {
    const start = offset;
    offset += length + (-length & 3);
    if (offset > bytes.byteOffset + bytes.length) throw broken();
    return start;
  };
  take(MAGIC.length);
  const [vocabularyBytes, nodes, pairs] = [...new Int32Array(bytes.buffer, take(HEAD * 4), HEAD)];
  if (Math.min(vocabularyBytes!, nodes!, pairs!) < 0) throw broken();
  const integers = (count: number) => new Int32Array(bytes.buffer, take(count * 4), count);
  const parts = {
    vocabulary: Buffer.from(bytes.buffer, take(vocabularyBytes!), vocabularyBytes!),
    words: new Uint16Array(bytes.buffer, take(nodes! * 2), nodes!),
    children: integers(nodes! + 1),
    starts: integers(nodes! + 1),
    targets: integers(pairs!),
  };
  if (offset !== bytes.byteOffset + bytes.length) throw broken();
  return new ParaphraseTable(parts);
}
