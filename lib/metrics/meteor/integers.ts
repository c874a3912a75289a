/** A list of 32-bit integers in a typed array that doubles when it is full. */
export class Integers {
  /** The first `length` of them count. Another array after a push. */
  array: Int32Array;
  length = 0;

  constructor(capacity = 1024) {
    this.array = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes it a list of so many zeros. Returns the array, valid until the next push. */
  zeros(length: number): Int32Array {
    if (this.array.length < length) this.array = new Int32Array(Math.max(length, this.array.length * 2));
    else this.array.fill(0, 0, length);
    this.length = length;
    return this.array;
  }
}

/**
 * Sorts 0 .. keys.length - 1 by keys below `range`, equal ones in their order: those of key k lie at `order[starts[k]]`
 * up to `order[starts[k + 1]]`. A counting sort, O(keys + range).
 * @param indices the same numbers in the order in which equal ones shall stay; default: ascending
 */
export function sortByKey(
  keys: Int32Array,
  range: number,
  indices?: Int32Array,
): { starts: Int32Array; order: Int32Array } {
  const starts = new Int32Array(range + 1);
  for (let index = 0; index < keys.length; index++) starts[keys[index]! + 1]!++;
  for (let key = 0; key < range; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  const order = new Int32Array(keys.length);
  for (let position = 0; position < keys.length; position++) {
    const index = indices ? indices[position]! : position;
    order[next[keys[index]!]!++] = index;
  }
  return { starts, order };
}
