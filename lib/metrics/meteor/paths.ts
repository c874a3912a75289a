/** In place of the word behind the last match: no chunk is open. */
export const CLOSED = -1;

/** In place of a match: none was chosen at this word. */
export const NO_MATCH = -1;

export interface Path {
  /** Matched words of both captions, as the search counts them. */
  matched: number;
  chunks: number;
  distance: number;
  /** Words of the reference that are decided. */
  decided: number;
  /** Word of the hypothesis behind the last match, or CLOSED. */
  lastEnd: number;
  /** Rank of the path that this one continues, and the match by which it does, or NO_MATCH. */
  parent: number;
  match: number;
}

/** Partial alignments of the reference's words from the left; path p is entry p of each array. */
export class Paths {
  count = 0;
  matched = new Int32Array(64);
  chunks = new Int32Array(64);
  distance = new Int32Array(64);
  decided = new Int32Array(64);
  lastEnd = new Int32Array(64);
  parent = new Int32Array(64);
  match = new Int32Array(64);

  add(path: Path): void {
    if (this.count === this.matched.length) this.makeRoom();
    this.matched[this.count] = path.matched;
    this.chunks[this.count] = path.chunks;
    this.distance[this.count] = path.distance;
    this.decided[this.count] = path.decided;
    this.lastEnd[this.count] = path.lastEnd;
    this.parent[this.count] = path.parent;
    this.match[this.count] = path.match;
    this.count++;
  }

  private makeRoom(): void {
    for (const field of ['matched', 'chunks', 'distance', 'decided', 'lastEnd', 'parent', 'match'] as const) {
      const larger = new Int32Array(this.count * 2);
      larger.set(this[field]);
      this[field] = larger;
    }
  }

  /**
   * Ranks the best paths, best first: more matched words, then fewer chunks, then a smaller distance; equal ones in the
   * order in which they came. Returns how many there are, at most as many as fit in `ranks`.
   */
  rank(ranks: Int32Array): number {
    let length = 0;
    for (let path = 0; path < this.count; path++) {
      if (length === ranks.length && !this.isBetter(path, ranks[length - 1]!)) continue;
      let rank = length < ranks.length ? length++ : length - 1;
      for (; rank > 0 && this.isBetter(path, ranks[rank - 1]!); rank--) ranks[rank] = ranks[rank - 1]!;
      ranks[rank] = path;
    }
    return length;
  }

  private isBetter(a: number, b: number): boolean {
    const matched = this.matched[a]! - this.matched[b]!;
    if (matched !== 0) return matched > 0;
    const chunks = this.chunks[a]! - this.chunks[b]!;
    if (chunks !== 0) return chunks < 0;
    return this.distance[a]! < this.distance[b]!;
  }
}
