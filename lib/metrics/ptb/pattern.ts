import { type CharacterSet, complement, union } from './characterSet';

/** A pattern as a tree; what `parsePattern` makes of the text. */
export type Pattern =
  | { kind: 'set'; set: CharacterSet }
  | { kind: 'sequence'; parts: Pattern[] }
  | { kind: 'choice'; options: Pattern[] }
  | { kind: 'repeat'; part: Pattern; least: number; most: number };

/**
 * Reads a small regular expression: text, `.` (any character but a line end), sets as `[a-z]` and `[^a-z]`, groups,
 * `|`, `?`, `*`, `+`, `{m,n}`, `{n}`, the escapes of JavaScript, and `{name}` for a pattern that has a name. Letters of
 * the text stand for both cases; those in a set only for themselves, so `[P]t` is Pt or PT.
 *
 * @throws if the text is no such expression
 */
export function parsePattern(text: string, named: ReadonlyMap<string, Pattern>): Pattern {
  const reader = new PatternReader(text, named);
  return reader.readAll();
}

class PatternReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly named: ReadonlyMap<string, Pattern>,
  ) {}

  readAll(): Pattern {
    const pattern = this.choice();
    if (this.at < this.text.length) this.fail('the end');
    return pattern;
  }

  private choice(): Pattern {
    const options = [this.sequence()];
    while (this.take('|')) options.push(this.sequence());
    return options.length === 1 ? options[0]! : choiceOf(options);
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.at < this.text.length && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      parts.push(this.repeated(this.atom()));
    }
    return sequenceOf(parts);
  }

  private repeated(part: Pattern): Pattern {
    if (this.take('?')) return { kind: 'repeat', part, least: 0, most: 1 };
    if (this.take('*')) return { kind: 'repeat', part, least: 0, most: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { kind: 'repeat', part, least: 1, most: Number.POSITIVE_INFINITY };
    const counts = /^\{(\d+)(?:,(\d+))?\}/.exec(this.text.slice(this.at, this.at + 10));
    if (!counts) return part;
    this.at += counts[0].length;
    return { kind: 'repeat', part, least: Number(counts[1]), most: Number(counts[2] ?? counts[1]) };
  }

  private atom(): Pattern {
    if (this.take('(')) {
      const inner = this.choice();
      if (!this.take(')')) this.fail(')');
      return inner;
    }
    if (this.take('{')) return this.name();
    if (this.take('[')) return { kind: 'set', set: this.set() };
    if (this.take('.')) return { kind: 'set', set: notLineEnd };
    return { kind: 'set', set: bothCases(this.character()) };
  }

  private name(): Pattern {
    const end = this.text.indexOf('}', this.at);
    const pattern = this.named.get(this.text.slice(this.at, end));
    if (!pattern) this.fail('a name that is known');
    this.at = end + 1;
    return pattern;
  }

  private set(): CharacterSet {
    const negated = this.take('^');
    const parts: CharacterSet[] = [];
    while (!this.take(']')) {
      if (this.take('{')) {
        const named = this.name();
        if (named.kind !== 'set') this.fail('the name of a set');
        parts.push(named.set);
        continue;
      }
      const first = this.character();
      const isRange = this.text[this.at] === '-' && this.text[this.at + 1] !== ']';
      if (isRange) this.at++;
      parts.push([[first, isRange ? this.character() : first]]);
    }
    return shared(negated ? complement(union(...parts)) : union(...parts));
  }

  private character(): number {
    if (this.at >= this.text.length) this.fail('a character');
    if (!this.take('\\')) return this.text.charCodeAt(this.at++);
    const hex = /^(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/i.exec(this.text.slice(this.at, this.at + 5));
    if (hex) {
      this.at += hex[0].length;
      return Number.parseInt(hex[1] ?? hex[2]!, 16);
    }
    const escaped = this.text[this.at++]!;
    return (controls[escaped] ?? escaped).charCodeAt(0);
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private fail(expected: string): never {
    throw new Error(`Pattern ${this.text}: found "${this.text.slice(this.at)}", expected ${expected}.`);
  }
}

function sequenceOf(parts: Pattern[]): Pattern {
  return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
}

/** Options that begin alike share the beginning: a list of words becomes a tree of letters, with fewer states. */
function choiceOf(options: readonly Pattern[]): Pattern {
  const endings = new Map<CharacterSet, Pattern[]>();
  const others: Pattern[] = [];
  for (const option of options) {
    const [first, ...rest] = option.kind === 'sequence' ? option.parts : [option];
    if (first?.kind !== 'set') others.push(option);
    else endings.set(first.set, [...(endings.get(first.set) ?? []), sequenceOf(rest)]);
  }
  const trees = [...endings].map(([set, endings]): Pattern => {
    const ending = endings.length === 1 ? endings[0]! : choiceOf(endings);
    return { kind: 'sequence', parts: [{ kind: 'set', set }, ending] };
  });
  return { kind: 'choice', options: [...trees, ...others] };
}

// Equal sets are one object, so that they can be compared by identity.
const sets = new Map<string, CharacterSet>();

function shared(set: CharacterSet): CharacterSet {
  const key = set.join(';');
  const known = sets.get(key);
  if (!known) sets.set(key, set);
  return known ?? set;
}

const controls: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', 0: '\0' };
const notLineEnd = complement([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
]);

// What JavaScript and Java lower or upper to an ASCII letter: Kelvin's sign, the long s, the i with and without its dot.
const otherCases: Record<string, string> = { k: '\u212a', s: '\u017f', i: '\u0130\u0131' };

function bothCases(code: number): CharacterSet {
  const known = casesOf.get(code);
  if (known) return known;
  const character = String.fromCharCode(code);
  const lower = character.toLowerCase();
  const all = [character, lower, character.toUpperCase(), ...(otherCases[lower] ?? [])];
  const cases = shared(union(...all.map((one): CharacterSet => [[one.charCodeAt(0), one.charCodeAt(0)]])));
  casesOf.set(code, cases);
  return cases;
}

const casesOf = new Map<number, CharacterSet>();
