import { numberPrefixes } from './abbreviations';
import { type Pattern, parsePattern } from './pattern';
import { anyOf, patterns } from './patterns';
import {
  ampersand,
  currency,
  fraction,
  hyphens,
  leftQuotes,
  noBreak,
  parentheses,
  quotes,
  softHyphens,
} from './writing';

/** What a token looks like, what must follow it, and how it is written; '' where it is left out. */
export interface Rule {
  token: Pattern;
  ahead?: Pattern;
  write?: (text: string) => string;
}

type Write = Rule['write'];
const r = String.raw;
const read = (text: string) => parsePattern(text, patterns);
const token = (text: string, write?: Write): Rule => ({ token: read(text), write });
const before = (text: string, ahead: string, write?: Write): Rule => ({ token: read(text), ahead: read(ahead), write });
const as = (written: string) => () => written;

/**
 * The rules of CoreNLP 3.4.1's PTBTokenizer in their order: at each place the longest match counts, with what must
 * follow; of equally long ones the first rule. The characters that must follow are then read again.
 */
export const rules: readonly Rule[] = [
  // Two words written as one
  ...["'t is", "'t was", 'can not', 'gim me', 'gon na', 'got ta', 'lem me', 'wan na'].map((words) => {
    const [first, second] = words.split(' ');
    return before(first!, second!);
  }),

  // Entities and tags
  token('{tag}', noBreak),
  token(r`&(MD|mdash|ndash);|[\u0096\u0097\u2013-\u2015]`, as('--')),
  token('&amp;', ampersand),
  token('&(HT|TL|UR|LR|QC|QL|QR|odq|cdq|#[0-9]+);'),

  // Words
  before('{word}', '{clitic}', softHyphens),
  before(r`[A-Za-z\u00ad]*[A-MO-Za-mo-z]\u00ad*`, '{not}', softHyphens),
  token('{word}', softHyphens),
  token(r`{apostrophe}n{apostrophe}?|{apostrophe}(cause|em|till?|[2-9]0s)|([lLdDjJ]|ol|Dunkin|somethin){apostrophe}`),
  token(r`[A-HJ-XZn]{any apostrophe}{letter}{letter}+|{letter}+[aeiouyAEIOUY]{any apostrophe}[aeiouA-Z]{letter}*`),
  token(r`O{any apostrophe}o|c'mon|cont'd\.?|e'er|ev'ry|li'l|nat'l|nor'easter|s'mores`),
  before('y{apostrophe}', '{letter}'),

  // Addresses
  token('{url}'),
  token('{likely url}'),
  token('{email}'),
  token('@[a-zA-Z_][a-zA-Z_0-9]*|#({word letter})+'),
  token(r`[cCfF]#|c\+\+`),

  // Clitics
  before('{clitic}', '[^A-Za-z]', quotes),
  before('{not}', '[^A-Za-z]', quotes),

  // Numbers
  token('{date}'),
  token(r`[-+]?({number})`, softHyphens),
  token(r`[\u207a\u207b\u208a\u208b]?([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+|[\u2080-\u2089]+)`),
  token('{fraction}', noBreak),
  token(r`[\u00bc-\u00be\u2153-\u215e]`, fraction),

  // Set terms, alternatives, money
  token(
    r`-(RRB|LRB|RCB|LCB|RSB|LSB)-|C\.D\.s|pro-|anti-|S(&|&amp;)(P-500|Ls)|(Cap{apostrophe}n|c{apostrophe}est)`,
    ampersand,
  ),
  token(r`[A-Za-z0-9]+(-[A-Za-z]+){0,2}(\\?/[A-Za-z0-9]+(-[A-Za-z]+){0,2}){1,2}`),
  token(r`[A-Z]*\$|#`),
  token(r`[\u0080\u00a2-\u00a5\u060b\u0e3f\u20a0\u20a4\u20ac\uffe0\uffe1\uffe5\uffe6]`, currency),

  // Abbreviations. A full stop that ends the sentence, too, is a token of its own, which captions do without.
  before('[A-Za-z]', r`\.{next sentence}`),
  before(r`({acronym})\.`, '{next sentence}'),
  before(r`${anyOf(numberPrefixes)}\.`, '({blank})?{digit}'),
  before(r`(pt[eyEY]|co)\.`, '{space}(ltd|lim)'),
  before('{abbreviation}', '{sentence end}'),
  before('{abbreviation}', '[^][^]'),
  token('{abbreviation}'),
  token(r`({title})\.`),
  before('{title}', '{space}'),
  before('[A-Za-z]|{acronym}', '{blank}'),
  before('{apostrophe}[0-9][0-9]', '{blank}'),
  before('{file name}', '{blank}|[.?!,]'),
  before(r`{word}\.`, '{inner punctuation}', softHyphens),
  token('{phone}', (text) => parentheses(noBreak(text))),

  // Punctuation
  before('"|&quot;', '[A-Za-z0-9$]', leftQuotes),
  token('"|&quot;', quotes),
  token(r`\x7f`, as('')),
  token('<|&lt;', as('<')),
  token('>|&gt;', as('>')),
  before('{smiley}', '[^A-Za-z0-9]', parentheses),
  token('{asian smiley}', parentheses),
  token(r`\(`, as('-LRB-')),
  token(r`\)`, as('-RRB-')),
  token(r`\[`, as('-LSB-')),
  token(r`\]`, as('-RSB-')),
  token(r`\{`, as('-LCB-')),
  token(r`\}`, as('-RCB-')),
  token('-+', hyphens),
  token(r`\.{3,5}|(\.[ \u00a0]){2,4}\.|[\u0085\u2026]`, as('...')),
  token(r`@+|#+|_+|\*+|(\\\*){1,3}`),
  token('{inner punctuation}'),
  token('[?!]+'),
  token(r`[.\u00a1\u00bf\u037e\u0589\u061f\u06d4\u0700-\u0702\u07fa\u3002]`),
  token('=|/'),

  // Compounds
  before(r`{ascii compound}\.`, '{inner punctuation}', softHyphens),
  token('{ascii compound}', softHyphens),
  before(r`{compound}\.`, '{inner punctuation}'),
  token('{compound}'),
  before(r`[A-Z]+(([+&]|&amp;)[A-Z]+)+\.`, '{inner punctuation}', ampersand),
  token('[A-Z]+(([+&]|&amp;)[A-Z]+)+', ampersand),

  // Quotes, symbols, and what is left out
  before("'", r`[A-Za-z][^ \t\n\r\u00a0]`, leftQuotes),
  token('{clitic}|{not}', quotes),
  token(r`{apostrophe}|''|[\x60\u0091-\u0094\u2018-\u201f\u2039\u203a\u00ab\u00bb]{1,2}`, quotes),
  token('<<|>>'),
  token('{symbol}'),
  token(r`\0|{space}+|[\u200b\u200e\u200f\ufeff]|&nbsp;|{newline}`, as('')),
  token('.', as('')),
];
