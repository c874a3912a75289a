/**
 * Remembers, for one text, from which states of an automaton at which places no further match was found. Without it, a
 * token after which the automaton reads on in vain to the end of the text (as `<!a` without a `>`) would cost O(length)
 * each time; with it every place is read at most once a state (Reps 1998, "Maximal munch tokenization in linear time").
 */
export class DeadEnds {
  /** By state: one bit a place. */
  private places?: Map<number, Uint8Array>;

  constructor(private readonly length: number) {}

  has(state: number, place: number): boolean {
    const bits = this.places?.get(state);
    return bits !== undefined && (bits[place >> 3]! & (1 << (place & 7))) !== 0;
  }

  /** @param trail the states at the places just before `end`, one a place */
  add(trail: readonly number[], end: number): void {
    this.places ??= new Map();
    trail.forEach((state, i) => {
      let bits = this.places!.get(state);
      if (!bits) {
        bits = new Uint8Array((this.length >> 3) + 1);
        this.places!.set(state, bits);
      }
      const place = end - trail.length + i;
      bits[place >> 3]! |= 1 << (place & 7);
    });
  }
}
