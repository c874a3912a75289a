import { Integers, sortByKey } from './integers';

/** A trie of word numbers that grows: a node is found by its parent and its last word through a hash table. Node 0 is the root. */
export class GrowingTrie {
  private readonly parents = new Integers();
  private readonly words = new Integers();
  /** Nodes by the hash of parent and word; 0 is a free slot. */
  private slots = new Int32Array(1 << 16);

  constructor() {
    // The root has no parent: its own number keeps the sorting below simple, and it is left out there.
    this.parents.push(0);
    this.words.push(0);
  }

  /** The child of a node, made if it is new. */
  child(parent: number, word: number): number {
    const slot = this.slotOf(parent, word);
    const found = this.slots[slot]!;
    if (found !== 0) return found;
    const node = this.parents.length;
    this.parents.push(parent);
    this.words.push(word);
    this.slots[slot] = node;
    if (node * 2 > this.slots.length) this.grow();
    return node;
  }

  private slotOf(parent: number, word: number): number {
    const mask = this.slots.length - 1;
    const parents = this.parents.array;
    const words = this.words.array;
    const hash = Math.imul(parent, 0x9e3779b1) ^ Math.imul(word, 0x85ebca77);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (true) {
      const node = this.slots[slot]!;
      if (node === 0 || (parents[node] === parent && words[node] === word)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let node = 1; node < this.parents.length; node++) {
      this.slots[this.slotOf(this.parents.array[node]!, this.words.array[node]!)] = node;
    }
  }

  /**
   * The trie level by level, its nodes renumbered: the children of a node are neighbours, ordered by their words.
   * @param vocabulary  number of words
   * @returns words: last word of each node; children: where its children begin; renumbered: new number of each old node
   */
  inLevels(vocabulary: number): { words: Uint16Array; children: Int32Array; renumbered: Int32Array } {
    const count = this.parents.length;
    const oldWords = this.words.array.subarray(0, count);
    const byWord = sortByKey(oldWords, vocabulary).order;
    const siblings = sortByKey(this.parents.array.subarray(0, count), count, byWord);
    const old = new Int32Array(count);
    const renumbered = new Int32Array(count);
    const words = new Uint16Array(count);
    const children = new Int32Array(count + 1);
    let next = 1;
    for (let node = 0; node < count; node++) {
      children[node] = next;
      for (let at = siblings.starts[old[node]!]!; at < siblings.starts[old[node]! + 1]!; at++) {
        const child = siblings.order[at]!;
        if (child === 0) continue;
        old[next] = child;
        renumbered[child] = next;
        words[next++] = oldWords[child]!;
      }
    }
    children[count] = next;
    return { words, children, renumbered };
  }
}
