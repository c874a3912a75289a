import { type CharacterSet, lastCharacter } from './characterSet';

/** Characters that are in exactly the same sets form a class, so that an automaton needs one column a class. */
export class CharacterClasses {
  /** The class of each code unit. */
  readonly classOf = new Uint8Array(lastCharacter + 1);
  readonly count: number;
  /** By class: the sets that it is in. */
  private readonly sets: ReadonlySet<CharacterSet>[] = [];

  constructor(sets: ReadonlySet<CharacterSet>) {
    const classes = new Map<string, number>();
    const current = new Set<CharacterSet>();
    const numbers = new Map([...sets].map((set, i) => [set, i]));
    // Sweep over the code units: at each bound some sets begin or end.
    const bounds = boundsOf(sets);
    bounds.forEach(([bound, changed], i) => {
      for (const set of changed) if (!current.delete(set)) current.add(set);
      const signature = [...current]
        .map((set) => numbers.get(set)!)
        .sort((a, b) => a - b)
        .join();
      const number = classes.get(signature) ?? classes.size;
      if (number === classes.size) {
        classes.set(signature, number);
        this.sets.push(new Set(current));
      }
      this.classOf.fill(number, bound, bounds[i + 1]?.[0]);
    });
    this.count = classes.size;
  }

  isIn(characterClass: number, set: CharacterSet): boolean {
    return this.sets[characterClass]!.has(set);
  }
}

/** Where sets begin or end, in ascending order, and which ones. */
function boundsOf(sets: ReadonlySet<CharacterSet>): [bound: number, changed: CharacterSet[]][] {
  const changes = new Map<number, CharacterSet[]>([[0, []]]);
  for (const set of sets) {
    for (const bound of set.flatMap(([first, last]) => [first, last + 1])) {
      const changed = changes.get(bound);
      if (changed) changed.push(set);
      else changes.set(bound, [set]);
    }
  }
  return [...changes].sort((a, b) => a[0] - b[0]);
}
