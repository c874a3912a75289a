import { type CharacterSet, lastCharacter } from './characterSet';

/** Characters that are in exactly the same sets form a class, so that an automaton needs one column a class. */
export class CharacterClasses {
  /** The class of each code unit. */
  readonly classOf = new Uint8Array(lastCharacter + 1);
  readonly count: number;
  private readonly members: ReadonlySet<CharacterSet>[] = [];

  constructor(sets: Iterable<CharacterSet>) {
    // Sweep over the code units: at each bound a set begins or ends.
    const changes = new Map<number, CharacterSet[]>([[0, []]]);
    for (const set of new Set(sets)) {
      for (const bound of set.flatMap(([first, last]) => [first, last + 1])) {
        const there = changes.get(bound);
        if (there) there.push(set);
        else changes.set(bound, [set]);
      }
    }
    const numbers = new Map<CharacterSet, number>();
    const classes = new Map<string, number>();
    const current = new Set<CharacterSet>();
    const bounds = [...changes.keys()].sort((a, b) => a - b);
    bounds.forEach((bound, i) => {
      for (const set of changes.get(bound)!) {
        if (!numbers.has(set)) numbers.set(set, numbers.size);
        if (!current.delete(set)) current.add(set);
      }
      const signature = [...current]
        .map((set) => numbers.get(set)!)
        .sort((a, b) => a - b)
        .join();
      const number = classes.get(signature) ?? classes.size;
      if (number === classes.size) {
        classes.set(signature, number);
        this.members.push(new Set(current));
      }
      this.classOf.fill(number, bound, bounds[i + 1] ?? lastCharacter + 1);
    });
    this.count = classes.size;
  }

  isIn(characterClass: number, set: CharacterSet): boolean {
    return this.members[characterClass]!.has(set);
  }
}
