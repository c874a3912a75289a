import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { forbidInCompiledStep, type tf, uniformNumbers } from '../engine';

/**
 * A seeded generator of random numbers (xoroshiro128+): the same seed gives the same numbers on every engine.
 * Every source of randomness in this library is one of these, passed in by the caller.
 */
export class Random {
  private readonly source;
  private spareNormal: number | undefined;

  /** @param seed any integer */
  constructor(readonly seed: number) {
    if (!Number.isInteger(seed)) throw new Error(`A seed must be an integer, found ${seed}.`);
    forbidInCompiledStep('a Random is made in it, which would draw the same in every run; make it outside.');
    this.source = xoroshiro128plus(seed | 0);
  }

  /** For numbers in JavaScript, which a compiled step would keep for good. */
  private get generator() {
    forbidInCompiledStep('it draws a random number in JavaScript; draw a tensor (uniformTensor).');
    return this.source;
  }

  /** An independent generator that depends on this one's seed and on the label only, not on what was drawn before. */
  child(label: string): Random {
    return new Random(hash(`${this.seed}/${label}`));
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** A whole number from 0 to `count` - 1. */
  integer(count: number): number {
    return uniformInt(this.generator, 0, count - 1);
  }

  /** Numbers uniform in [0, 1) as a tensor: the only draw that a compiled step repeats anew in each run. */
  uniformTensor(shape: readonly number[]): tf.Tensor {
    return uniformNumbers(shape, () => [this.source.next() | 0, this.source.next() | 0]);
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }
}

/** FNV-1a, 32 bits: spreads labels over seeds. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value | 0;
}
