import type { CharacterSet } from './characterSet';
import type { Pattern } from './pattern';

/**
 * A nondeterministic automaton (Thompson 1968). A state reads a character of the set with the number `set` and goes on to
 * `next`; or it reads nothing and goes on to any of `forks`; or it ends the pattern with the number `pattern`.
 */
export type NfaState =
  | { kind: 'read'; set: number; next: number }
  | { kind: 'fork'; forks: number[] }
  | { kind: 'accept'; pattern: number };

/** One automaton for several patterns. */
export class Nfa {
  readonly states: NfaState[] = [];
  readonly sets: CharacterSet[] = [];
  readonly start: number;
  private readonly setNumbers = new Map<CharacterSet, number>();
  private readonly reachable: (readonly number[] | undefined)[] = [];

  constructor(patterns: readonly Pattern[]) {
    const firsts = patterns.map((pattern, i) => this.add(pattern, this.put({ kind: 'accept', pattern: i })));
    this.start = this.put({ kind: 'fork', forks: firsts });
  }

  /** The states that read or accept and can be reached from a state without a character. */
  from(state: number): readonly number[] {
    this.reachable[state] ??= this.explore(state);
    return this.reachable[state]!;
  }

  private explore(from: number): number[] {
    const seen = new Set([from]);
    // A set is walked in the order of insertion, with what is inserted meanwhile.
    for (const number of seen) {
      const state = this.states[number]!;
      if (state.kind === 'fork') for (const fork of state.forks) seen.add(fork);
    }
    return [...seen].filter((number) => this.states[number]!.kind !== 'fork');
  }

  private put(state: NfaState): number {
    return this.states.push(state) - 1;
  }

  private setNumber(set: CharacterSet): number {
    const known = this.setNumbers.get(set);
    if (known !== undefined) return known;
    this.setNumbers.set(set, this.sets.length);
    return this.sets.push(set) - 1;
  }

  /** Adds a pattern that goes on to the state `next`. @returns its first state */
  private add(pattern: Pattern, next: number): number {
    switch (pattern.kind) {
      case 'set':
        return this.put({ kind: 'read', set: this.setNumber(pattern.set), next });
      case 'sequence':
        return pattern.parts.reduceRight((following, part) => this.add(part, following), next);
      case 'choice':
        return this.put({ kind: 'fork', forks: pattern.options.map((option) => this.add(option, next)) });
      case 'repeat':
        return this.addRepeat(pattern, next);
    }
  }

  private addRepeat({ part, least, most }: Extract<Pattern, { kind: 'repeat' }>, next: number): number {
    let first = next;
    if (most === Number.POSITIVE_INFINITY) {
      const forks = [next];
      first = this.put({ kind: 'fork', forks });
      forks.push(this.add(part, first));
    } else {
      for (let i = least; i < most; i++) first = this.put({ kind: 'fork', forks: [next, this.add(part, first)] });
    }
    for (let i = 0; i < least; i++) first = this.add(part, first);
    return first;
  }
}
