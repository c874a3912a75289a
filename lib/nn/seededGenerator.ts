import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded random numbers (xoroshiro128+) without tensors: for what shall not load a tensor engine. Else use `Random`. */
export class SeededGenerator {
  protected source;
  private spareNormal: number | undefined;

  /** @param seed any integer */
  constructor(readonly seed: number) {
    if (!Number.isInteger(seed)) throw new Error(`A seed must be an integer, found ${seed}.`);
    this.source = xoroshiro128plus(seed | 0);
  }

  /** Forgets what was drawn: goes on as a new generator with this seed. */
  protected restart(seed: number): void {
    this.source = xoroshiro128plus(seed | 0);
    this.spareNormal = undefined;
  }

  /** What every number is drawn from. */
  protected get generator() {
    return this.source;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** A whole number from 0 to `count` - 1. */
  integer(count: number): number {
    return uniformInt(this.generator, 0, count - 1);
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
