import { describe, expect, it } from 'vitest';
import { tokenizeCaption } from '../../../lib/metrics';
import { Automaton } from '../../../lib/metrics/ptb/automaton';
import { DeadEnds } from '../../../lib/metrics/ptb/deadEnds';
import { type Pattern, parsePattern } from '../../../lib/metrics/ptb/pattern';

const named = new Map<string, Pattern>([['digit', parsePattern('[0-9]', new Map())]]);
named.set('number', parsePattern('{digit}+|none', named));

/** Which pattern matches at the beginning of the text, and what. */
function match(text: string, ...patterns: string[]): [pattern: number, text: string] | undefined {
  const automaton = new Automaton(patterns.map((pattern) => parsePattern(pattern, named)));
  const found = automaton.match(text, 0, new DeadEnds(text.length));
  return found ? [automaton.pattern, text.slice(0, automaton.end)] : undefined;
}

describe('a pattern', () => {
  it.each([
    ['abc', 'abcd', 'abc'],
    ['ab|abcd|a', 'abc', 'ab'],
    ['a*', 'aaab', 'aaa'],
    ['a+b?', 'aab', 'aab'],
    ['a{2}', 'aaa', 'aa'],
    ['a{1,3}', 'aaaa', 'aaa'],
    ['(ab|c){2,3}d', 'abcabd', 'abcabd'],
    ['[a-c-]+', 'a-cd', 'a-c'],
    ['[^a-c\\]]+', 'xyz]', 'xyz'],
    ['[^][^]', '\n\r', '\n\r'],
    ['.', '\u2028', '\u2028'],
    ['\\.\\t\\u00e9\\x41', '.\té\x41', '.\té\x41'],
    ['a{number}[{digit}x]', 'a12x', 'a12x'],
    ['x{number}', 'xNONE', 'xNONE'],
  ])('%s matches in %j', (pattern, text, matched) => {
    expect(match(text, pattern)).toEqual([0, matched]);
  });

  it.each([
    ['a{2}', 'ab'],
    ['.', '\n'],
    ['[a]', 'A'],
    ['[^a]', 'a'],
    ['a+', ''],
  ])('%s does not match %j', (pattern, text) => {
    expect(match(text, pattern)).toBeUndefined();
  });

  it('takes letters of the text in both cases, with the odd forms of some', () => {
    expect(match('KİSS', 'kiss')).toEqual([0, 'KİSS']);
    expect(match('\u212aIſs', 'kiss')).toEqual([0, '\u212aIſs']);
  });

  it.each([
    ['(a', 'found "", expected )'],
    ['a)', 'found ")", expected the end'],
    ['{nothing}', 'expected a name that is known'],
    ['[{number}]', 'expected the name of a set'],
    ['[a', 'expected a character'],
  ])('%s is no pattern', (pattern, message) => {
    expect(() => match('', pattern)).toThrow(message);
  });
});

describe('an automaton', () => {
  it('finds the longest match, and the first pattern of equally long ones', () => {
    expect(match('ab', 'a', 'ab', '[a-z]+')).toEqual([1, 'ab']);
    expect(match('abc', 'a', 'ab', '[a-z]+')).toEqual([2, 'abc']);
  });

  it('goes back to the last match when more does not come', () => {
    expect(match('aaaa', 'a', 'a+b')).toEqual([0, 'a']);
  });

  it('tells every end of a match', () => {
    const automaton = new Automaton([parsePattern('a(bc)*', named)]);
    expect(automaton.ends('abcbcb', 0, 6)).toEqual([1, 3, 5]);
    expect(automaton.ends('abcbcb', 0, 4)).toEqual([1, 3]);
    expect(automaton.ends('b', 0, 1)).toEqual([]);
  });

  it('matches the same with dead ends remembered', () => {
    // Each "a" reads on in vain to the end, where only the last one is followed by "b".
    const text = `${'a '.repeat(200)}b`;
    const automaton = new Automaton(['a| ', '(a )+b'].map((pattern) => parsePattern(pattern, named)));
    const fresh = Array.from(text.slice(0, -1), (_, from) => {
      automaton.match(text, from, new DeadEnds(text.length));
      return [automaton.pattern, automaton.end];
    });
    const deadEnds = new DeadEnds(text.length);
    const remembered = fresh.map((_, from) => {
      automaton.match(text, from, deadEnds);
      return [automaton.pattern, automaton.end];
    });
    expect(remembered).toEqual(fresh);
  });

  // Without a memory for dead ends each of these is quadratic, which takes minutes.
  it.each(['a,', '<!a ', "<!a don't ", '&.', "<a b='", 'x.[^x='])(
    'reads 300,000 characters of %j in linear time',
    (piece) => {
      const text = piece.repeat(3e5 / piece.length);
      expect(tokenizeCaption(text)).not.toBe('');
    },
  );
});
