import { forbidInCompiledStep, type tf, uniformNumbers } from '../engine';
import { SeededGenerator } from './seededGenerator';

/**
 * A seeded generator of random numbers (xoroshiro128+): the same seed gives the same numbers on every engine.
 * Every source of randomness in this library is one of these, passed in by the caller.
 */
export class Random extends SeededGenerator {
  /** @param seed any integer */
  constructor(seed: number) {
    super(seed);
    forbidInCompiledStep('a Random is made in it, which would draw the same in every run; make it outside.');
  }

  /** For numbers in JavaScript, which a compiled step would keep for good. */
  protected override get generator() {
    forbidInCompiledStep('it draws a random number in JavaScript; draw a tensor (uniformTensor).');
    return this.source;
  }

  /** One of a pair may be left from before: it is no less frozen. */
  override normal(): number {
    void this.generator;
    return super.normal();
  }

  /** An independent generator that depends on this one's seed and on the label only, not on what was drawn before. */
  child(label: string): Random {
    return new Random(hash(`${this.seed}/${label}`));
  }

  /**
   * From now on draws what `child(label)` would, whatever was drawn before: so a compiled step, which keeps its generator,
   * can draw by the number of the step.
   */
  rewind(label: string): void {
    this.restart(this.child(label).seed);
  }

  /** Numbers uniform in [0, 1) as a tensor: the only draw that a compiled step repeats anew in each run. */
  uniformTensor(shape: readonly number[]): tf.Tensor {
    return uniformNumbers(shape, () => [this.source.next() | 0, this.source.next() | 0]);
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
