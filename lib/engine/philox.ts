/** Two whole numbers of 32 bits: all that the numbers of one draw depend on. */
export type SeedPair = readonly [number, number];

/** Constants of Philox4x32 (Salmon et al. 2011, table 2), and the key with which TensorFlow scrambles seeds. */
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57] as const;
const KEY_STEPS = [0x9e3779b9, 0xbb67ae85] as const;
const SCRAMBLE_KEY = [0x3ec8f720, 0x02461e29] as const;
const ROUNDS = 10;

/** The high half of the 64-bit product of two unsigned numbers. */
function highProduct(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) >>> 0;
}

/** Philox4x32-10: turns a counter (changed in place) into four random numbers of 32 bits. */
function philox(counter: Uint32Array, firstKey: number, secondKey: number): void {
  let [key0, key1] = [firstKey, secondKey];
  for (let round = 0; round < ROUNDS; round++) {
    const [c0, c1, c2, c3] = counter as unknown as [number, number, number, number];
    counter[0] = highProduct(MULTIPLIERS[1], c2) ^ c1 ^ key0;
    counter[1] = Math.imul(MULTIPLIERS[1], c2);
    counter[2] = highProduct(MULTIPLIERS[0], c0) ^ c3 ^ key1;
    counter[3] = Math.imul(MULTIPLIERS[0], c0);
    key0 = (key0 + KEY_STEPS[0]) | 0;
    key1 = (key1 + KEY_STEPS[1]) | 0;
  }
}

/**
 * `count` numbers, uniform in [0, 1): exactly those of TensorFlow's `StatelessRandomUniform` (stateless_random_ops.cc)
 * for engines that do not have it.
 */
export function philoxUniform(count: number, [first, second]: SeedPair): Float32Array {
  const scrambled = Uint32Array.of(first, first >> 31, second, second >> 31);
  philox(scrambled, ...SCRAMBLE_KEY);
  const [key0, key1, high0, high1] = scrambled as unknown as [number, number, number, number];
  const values = new Float32Array(count);
  const counter = new Uint32Array(4);
  for (let block = 0; block * 4 < count; block++) {
    counter.set([block, 0, high0, high1]);
    philox(counter, key0, key1);
    for (let i = 0; i < 4 && block * 4 + i < count; i++) values[block * 4 + i] = (counter[i]! & 0x7fffff) / 0x800000;
  }
  return values;
}
