import type { CharacterSet } from './characterSet';
import type { Pattern } from './pattern';

/**
 * A nondeterministic automaton (Thompson 1968). A state reads a character of a set and goes on to `next`; or it reads
 * nothing and goes on to any of `forks`; or it ends the pattern of number `accepts`.
 */
export type NfaState =
  | { kind: 'read'; set: CharacterSet; next: number }
  | { kind: 'fork'; forks: number[] }
  | { kind: 'accept'; pattern: number };

export interface Nfa {
  states: NfaState[];
  start: number;
}

/** One automaton for several patterns. */
export function buildNfa(patterns: readonly Pattern[]): Nfa {
  const states: NfaState[] = [];
  const put = (state: NfaState) => states.push(state) - 1;

  /** Adds a pattern that goes on to the state `next`. @returns its first state */
  const add = (pattern: Pattern, next: number): number => {
    switch (pattern.kind) {
      case 'set':
        return put({ kind: 'read', set: pattern.set, next });
      case 'sequence':
        return pattern.parts.reduceRight((following, part) => add(part, following), next);
      case 'choice':
        return put({ kind: 'fork', forks: pattern.options.map((option) => add(option, next)) });
      case 'repeat':
        return addRepeat(pattern, next);
    }
  };
  const addRepeat = ({ part, least, most }: Extract<Pattern, { kind: 'repeat' }>, next: number): number => {
    let first = next;
    if (most === Number.POSITIVE_INFINITY) {
      const forks = [next];
      first = put({ kind: 'fork', forks });
      forks.push(add(part, first));
    } else {
      for (let i = least; i < most; i++) first = put({ kind: 'fork', forks: [next, add(part, first)] });
    }
    for (let i = 0; i < least; i++) first = add(part, first);
    return first;
  };

  const entries = patterns.map((pattern, i) => add(pattern, put({ kind: 'accept', pattern: i })));
  return { states, start: put({ kind: 'fork', forks: entries }) };
}
