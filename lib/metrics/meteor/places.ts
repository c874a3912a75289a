import { Integers } from './integers';

/** Places of a caption by a key (a word, a stem, a synonym set, a phrase), found in constant time. */
export class Places {
  /** [keys] first entry of each key, counted from 1; 0 for none. */
  private heads: Int32Array;
  private readonly keys = new Integers(64);
  private readonly nexts = new Integers(64);
  private readonly values = new Integers(64);

  /** @param keys number of keys, if it is known: room for more is made when they come */
  constructor(keys = 1024) {
    this.heads = new Int32Array(keys);
  }

  /** Adds a place. Those of a key come back in the reverse order of their adding. */
  add(key: number, place: number): void {
    if (key >= this.heads.length) this.makeRoom(key);
    this.keys.push(key);
    this.values.push(place);
    this.nexts.push(this.heads[key]!);
    this.heads[key] = this.keys.length;
  }

  /** First entry of a key, 0 for none. */
  first(key: number): number {
    return key < this.heads.length ? this.heads[key]! : 0;
  }

  /** The entry after this one, 0 for none. */
  next(entry: number): number {
    return this.nexts.array[entry - 1]!;
  }

  place(entry: number): number {
    return this.values.array[entry - 1]!;
  }

  clear(): void {
    for (let entry = 0; entry < this.keys.length; entry++) this.heads[this.keys.array[entry]!] = 0;
    for (const list of [this.keys, this.nexts, this.values]) list.clear();
  }

  private makeRoom(key: number): void {
    const heads = new Int32Array(Math.max(key + 1, this.heads.length * 2));
    heads.set(this.heads);
    this.heads = heads;
  }
}
