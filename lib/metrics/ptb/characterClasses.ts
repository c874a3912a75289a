import { type CharacterSet, lastCharacter } from './characterSet';

/** Characters that are in exactly the same sets form a class, so that an automaton needs one column a class. */
export class CharacterClasses {
  /** The class of each code unit. */
  readonly classOf = new Uint8Array(lastCharacter + 1);
  readonly count: number;
  /** By class: for each set whether the characters are in it. */
  private readonly members: Uint8Array[] = [];

  constructor(sets: readonly CharacterSet[]) {
    const classes = new Map<bigint, number>();
    const current = new Uint8Array(sets.length);
    let signature = 0n; // `current` as a number with a bit a set
    const bounds = boundsOf(sets);
    bounds.forEach(([bound, changed], i) => {
      for (const set of changed) {
        current[set]! ^= 1;
        signature ^= 1n << BigInt(set);
      }
      const number = classes.get(signature) ?? classes.size;
      if (number === classes.size) {
        classes.set(signature, number);
        this.members.push(current.slice());
      }
      this.classOf.fill(number, bound, bounds[i + 1]?.[0]);
    });
    this.count = classes.size;
  }

  /** @param set its number in the list of sets */
  isIn(characterClass: number, set: number): boolean {
    return this.members[characterClass]![set] === 1;
  }
}

/** Where sets begin or end, in ascending order, and the numbers of those that do. */
function boundsOf(sets: readonly CharacterSet[]): [bound: number, changed: number[]][] {
  const changes = new Map<number, number[]>([[0, []]]);
  sets.forEach((set, number) => {
    for (const bound of set.flatMap(([first, last]) => [first, last + 1])) {
      const changed = changes.get(bound);
      if (changed) changed.push(number);
      else changes.set(bound, [number]);
    }
  });
  return [...changes].sort((a, b) => a[0] - b[0]);
}
