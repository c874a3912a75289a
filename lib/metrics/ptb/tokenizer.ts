import { Automaton } from './automaton';
import { DeadEnds } from './deadEnds';
import type { Pattern } from './pattern';
import { type Rule, rules } from './rules';

const space = 0x20;
const firstNotAscii = 0x80;

/** Splits texts into tokens by rules: at each place the longest match, of equally long ones that of the first rule. */
export class Tokenizer {
  private readonly automaton: Automaton;
  /** For rules with something that must follow: the automata of both parts, made when they are needed. */
  private readonly parts = new Map<Rule, { token: Automaton; ahead: Automaton }>();

  constructor(private readonly rules: readonly Rule[]) {
    this.automaton = new Automaton(
      rules.map(({ token, ahead }): Pattern => (ahead ? { kind: 'sequence', parts: [token, ahead] } : token)),
    );
  }

  /**
   * O(length).
   * @param limit tokens are read up to here (default: to the end); what follows is only looked at
   * @returns the tokens as they are to be written
   */
  tokens(text: string, limit = text.length): string[] {
    const { automaton, rules } = this;
    const tokens: string[] = [];
    const deadEnds = new DeadEnds(text.length);
    for (let start = 0; start < limit; ) {
      // White space alone begins with a space: not worth a match, unless more white space may follow.
      if (text.charCodeAt(start) === space && text.charCodeAt(start + 1) < firstNotAscii) {
        start++;
        continue;
      }
      if (!automaton.match(text, start, deadEnds)) throw new Error(`No rule for the character at ${start} of: ${text}`);
      const rule = rules[automaton.pattern]!;
      const end = rule.ahead ? this.tokenEnd(rule, text, start, automaton.end) : automaton.end;
      if (end > limit) return this.tokens(text.slice(0, limit));
      const token = text.slice(start, end);
      const written = rule.write ? rule.write(token) : token;
      if (written !== '') tokens.push(written);
      start = end;
    }
    return tokens;
  }

  /** The longest token after which the rest of the match is what must follow. */
  private tokenEnd(rule: Rule, text: string, start: number, end: number): number {
    let parts = this.parts.get(rule);
    if (!parts) {
      parts = { token: new Automaton([rule.token]), ahead: new Automaton([rule.ahead!]) };
      this.parts.set(rule, parts);
    }
    const { token, ahead } = parts;
    const ends = token.ends(text, start, end).reverse();
    return ends.find((tokenEnd) => ahead.ends(text, tokenEnd, end).at(-1) === end)!;
  }
}

/** The Penn Treebank's. */
export const ptbTokenizer = new Tokenizer(rules);
