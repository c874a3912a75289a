import { CharacterClasses } from './characterClasses';
import type { DeadEnds } from './deadEnds';
import { Nfa } from './nfa';
import type { Pattern } from './pattern';

const unknown = -1;
/** The state that no match is reached from, and the first state of every match. */
const dead = 0;
const start = 1;

/** Characters after a match from which on dead ends are remembered. */
const patience = 64;

/**
 * Finds the longest match of several patterns at a place of a text; of equally long ones that of the first pattern. It
 * is a deterministic automaton whose states are made when a text first needs them (as RE2 does), so that a character
 * costs one look into a table and little is done in advance.
 */
export class Automaton {
  /** The pattern and the end of the last match. */
  pattern = -1;
  end = 0;

  private readonly nfa: Nfa;
  private readonly classes: CharacterClasses;
  /** By state: the states of the NFA that it stands for, and the pattern that ends there or -1. */
  private readonly members: Uint16Array[] = [];
  private readonly accepted: number[] = [];
  private readonly numbers = new Map<string, number>();
  /** By state of the NFA, for the one state that is being made: whether it is a member. */
  private readonly seen: Uint8Array;
  /** table[state * classes + class] is the next state. */
  private table = new Int32Array(0);

  constructor(patterns: readonly Pattern[]) {
    this.nfa = new Nfa(patterns);
    this.classes = new CharacterClasses(this.nfa.sets);
    this.seen = new Uint8Array(this.nfa.states.length);
    this.stateOf([]);
    this.stateOf([this.nfa.start]);
  }

  /**
   * @param deadEnds what is known of this text
   * @returns whether a pattern matches at `from`; `pattern` and `end` tell which one and how far
   */
  match(text: string, from: number, deadEnds: DeadEnds): boolean {
    const { classOf, count } = this.classes;
    const { accepted } = this;
    let { table } = this;
    let trail: number[] | undefined;
    let state = start;
    let pattern = -1;
    let end = from;
    let at = from;
    for (; at < text.length; at++) {
      const slot = state * count + classOf[text.charCodeAt(at)]!;
      state = table[slot]!;
      if (state === unknown) {
        state = this.step(slot);
        table = this.table;
      }
      if (state === dead) break;
      if (accepted[state]! >= 0) {
        pattern = accepted[state]!;
        end = at + 1;
        trail = undefined;
      } else if (at - end > patience) {
        if (deadEnds.has(state, at)) break;
        trail ??= [];
        trail.push(state);
      }
    }
    this.pattern = pattern;
    this.end = end;
    if (trail) deadEnds.add(trail, at);
    return pattern >= 0;
  }

  /** Every end, in ascending order, that a match at `from` can have up to `limit`. */
  ends(text: string, from: number, limit: number): number[] {
    const found: number[] = [];
    let state = start;
    for (let at = from; at < limit && state !== dead; at++) {
      const slot = state * this.classes.count + this.classes.classOf[text.charCodeAt(at)]!;
      state = this.table[slot] === unknown ? this.step(slot) : this.table[slot]!;
      if (this.accepted[state]! >= 0) found.push(at + 1);
    }
    return found;
  }

  /** Fills a slot of the table. */
  private step(slot: number): number {
    const characterClass = slot % this.classes.count;
    const next: number[] = [];
    for (const member of this.members[Math.floor(slot / this.classes.count)]!) {
      const state = this.nfa.states[member]!;
      if (state.kind === 'read' && this.classes.isIn(characterClass, state.set)) next.push(state.next);
    }
    const state = this.stateOf(next);
    this.table[slot] = state;
    return state;
  }

  /** The state that stands for what can be reached from some states of the NFA without a character. */
  private stateOf(entries: readonly number[]): number {
    const members = this.reachable(entries);
    const key = String.fromCharCode(...members);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.members.push(members) - 1;
    this.numbers.set(key, number);
    this.accepted.push(this.firstAccepted(members));
    this.addRow();
    return number;
  }

  /** In ascending order. */
  private reachable(entries: readonly number[]): Uint16Array {
    const reached: number[] = [];
    for (const entry of entries) {
      for (const state of this.nfa.from(entry)) {
        if (this.seen[state] === 0) reached.push(state);
        this.seen[state] = 1;
      }
    }
    for (const state of reached) this.seen[state] = 0;
    return new Uint16Array(reached).sort();
  }

  private firstAccepted(members: Uint16Array): number {
    let first = -1;
    for (const member of members) {
      const state = this.nfa.states[member]!;
      if (state.kind === 'accept' && (first < 0 || state.pattern < first)) first = state.pattern;
    }
    return first;
  }

  private addRow(): void {
    const used = this.members.length * this.classes.count;
    if (used <= this.table.length) return;
    const larger = new Int32Array(2 * used).fill(unknown);
    larger.set(this.table);
    this.table = larger;
  }
}
