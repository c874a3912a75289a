/** Latin letters, accented ones included, and Cyrillic letters. */
const letters = 'A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017e\u0400-\u0527\u1d00-\u1d7f\ua640-\ua66e\ua67e-\ua697';

/** Stands for a dot of `...`, so that no later rule takes it for a full stop. */
const DOT = '\uffff';

const rules: [RegExp, string | ((found: string) => string)][] = [
  [/[ \t\f\n\r]+/g, ' '],
  // Three as if it were a sign: the word before such a space is not followed by a lower-case one, which splits its dot.
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, '   '],
  // All other signs stand alone. \v is no sign, and no space either.
  [new RegExp(`[^${letters}0-9 \\v.'\`,\\-‘’]`, 'gu'), ' $& '],
  [/\.{2,}/g, (dots) => ` ${DOT.repeat(dots.length)} `],
  // A comma between digits is part of the number. A match takes its neighbours: in "a,b,c" the second comma stays.
  [/([^0-9]),([^0-9])/g, '$1 , $2'],
  [/([0-9]),([^0-9])/g, '$1 , $2'],
  [/([^0-9]),([0-9])/g, '$1 , $2'],
  [/[`‘’]/g, "'"],
  [/[“”]|''/g, ' " '],
  [/–|--/g, '-'],
  [new RegExp(`([${letters}0-9.])-([${letters}0-9])`, 'g'), '$1 $2'],
  // English clitics: the apostrophe goes with what follows, if letters stand on both sides.
  [new RegExp(`([^${letters}])'([^${letters}])`, 'g'), "$1 ' $2"],
  [new RegExp(`([^${letters}0-9])'([${letters}])`, 'g'), "$1 ' $2"],
  [new RegExp(`([${letters}])'([^${letters}])`, 'g'), "$1 ' $2"],
  [new RegExp(`([${letters}])'([${letters}])`, 'g'), "$1 '$2"],
  [/([0-9])'(s)/g, "$1 '$2"],
];

const plain = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
const letter = new RegExp(`[${letters}]`);
const lowerCase = /^[a-z]/;

/** Words whose final dot ends no sentence: `true` where that holds before a number only. */
export type NonbreakingPrefixes = ReadonlyMap<string, boolean>;

/**
 * Words of a line as METEOR 1.5 sees them with `-l en -norm`: signs apart, lower case, punctuation kept.
 * Hyphens between letters become spaces; `it's` becomes `it 's`, but `it 's` (as the PTB tokenizer leaves it) `it ' s`.
 */
export function normalise(line: string, prefixes: NonbreakingPrefixes): string[] {
  if (plain.test(line)) return line.split(' ');
  let text = ` ${trim(line)} `;
  for (const [pattern, replacement] of rules) text = text.replace(pattern, replacement as string);
  const words = text.split(' ');
  const split = words.map((word, index) => splitFinalDot(word, words[index + 1], prefixes)).join(' ');
  return trim(split)
    .replaceAll(DOT, '.')
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
}

/** Java's: it takes spaces and all control characters off both ends. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (start < end && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}

/** Sets a full stop apart; the dot of an abbreviation stays, and those of `e.g.` go. */
function splitFinalDot(word: string, next: string | undefined, prefixes: NonbreakingPrefixes): string {
  if (!word.endsWith('.') || word === '.') return word;
  const prefix = word.slice(0, -1);
  if (prefix.includes('.') && letter.test(prefix)) return word.replaceAll('.', '');
  const numeric = prefixes.get(prefix);
  if (numeric === false || (next !== undefined && lowerCase.test(next))) return word;
  if (numeric && next !== undefined && /^[0-9]/.test(next)) return word;
  return `${prefix} .`;
}
