import { commonAbbreviations, sentenceStarts, titles } from './abbreviations';
import type { CharacterSet } from './characterSet';
import { capitals, digits, letters, symbols, wordMarks } from './letters';
import { type Pattern, parsePattern } from './pattern';

/** The building blocks of the rules by name; each may use those above it. */
export const patterns = new Map<string, Pattern>();

const set = (name: string, characters: CharacterSet) => patterns.set(name, { kind: 'set', set: characters });
const define = (name: string, text: string) => patterns.set(name, parsePattern(text, patterns));
const r = String.raw;

/** A choice of the words of a list. */
export function anyOf(words: string): string {
  return `(${words.trim().split(/\s+/).join('|')})`;
}

/** With the first letter as it is written; the others may have both cases. */
function capitalized(words: string): string {
  return words.replace(/(?<=^|\s)\w/g, '[$&]');
}

set('letter', letters);
set('capital', capitals);
set('digit', digits);
set('symbol', symbols);
set('mark', wordMarks);
define('alphanumeric', r`[{letter}{digit}]`);

// White space: a NEWLINE is up to two characters long
define('space', r`[ \t\u00a0\u2000-\u200a\u3000]`);
define('newline', r`\r?\n|[\r\v\f\u0085\u2028\u2029]`);
define('blank', r`{space}|{newline}`);

// Words
define('word letter', r`{letter}|{mark}|&[aeiouAEIOU](acute|grave|uml);`);
define('word', r`{word letter}({word letter}|{digit})*([.!?]{word letter}({word letter}|{digit})*)*`);
define('apostrophe', r`['\u0092\u2019]|&apos;`);
define('any apostrophe', r`{apostrophe}|[\x60\u0091\u2018\u201b]`);
define('clitic', r`{apostrophe}([msdMSD]|re|ve|ll)`);
define('not', r`n{any apostrophe}t`);
define('hyphen', r`[-_\u058a\u2010\u2011]`);
define('elision', r`[dDoOlL]{any apostrophe}{alphanumeric}`);
define('compound', r`{elision}?{alphanumeric}+({hyphen}{elision}?{alphanumeric}+)*`);
define('inner punctuation', r`[,;:\u3001]`);

// Abbreviations
define('country', r`(Canada|Sino|Korean|EU|Japan|non)-U\.S|U\.S\.-(U\.K|U\.S\.S\.R)`);
define('acronym', r`[A-Za-z](\.[A-Za-z])+|{country}`);
define('abbreviation', r`${anyOf(commonAbbreviations)}\.`);
define('title', r`${anyOf(titles)}|[A-Za-z]|{acronym}`);
define('ascii compound', r`[A-Za-z0-9][A-Za-z0-9.,\u00ad]*(-([A-Za-z0-9\u00ad]+|{acronym}\.))+`);

// Numbers
define('number', r`{digit}+([.:,\u00ad\u066b\u066c]{digit}+)*|([.:,\u00ad\u066b\u066c]{digit}+)+`);
define('date', r`{digit}{1,2}[-/]{digit}{1,2}[-/]{digit}{2,4}`);
define('fraction', r`({digit}{1,4}[- \u00a0])?{digit}{1,4}(\\?/|\u2044){digit}{1,4}`);
define('area code', r`\([0-9]{2,3}\)[ \u00a0]?|(\+\+?)?([0-9]{2,4}[- \u00a0])?[0-9]{2,4}[- \u00a0]`);
define('dotted area code', r`((\+\+?)?[0-9]{2,4}\.)?[0-9]{2,4}\.`);
define('phone', r`{area code}[0-9]{3,4}[- \u00a0]?[0-9]{3,5}|{dotted area code}[0-9]{3,4}\.[0-9]{3,5}`);

// What is written for machines
define('tag name', r`[A-Za-z][-A-Za-z0-9_:.]*`);
define('attribute', r`{tag name}( *= *('[^']*'|"[^"]*"))?`);
define('tag', r`<([!?][-A-Za-z][^>\r\n]*|{tag name}( +{attribute})* */?|/{tag name}) *>`);
define('url', r`https?://[^ \t\n\f\r"<>|()\{\}]+[^ \t\n\f\r"<>|.!?()\{\},-]`);
define('host', r`www\.([^ \t\n\f\r"<>|.!?()\{\},]+\.)+[a-zA-Z]{2,4}`);
define('bare host', r`([^ \t\n\f\r"\x60'<>|.!?()\{\},-_$]+\.)+(com|net|org|edu)`);
define('likely url', r`({host}|{bare host})(/[^ \t\n\f\r"<>|()]+[^ \t\n\f\r"<>|.!?()\{\},-])?`);
define('mail name', r`[a-zA-Z0-9][^ \t\n\f\r"<>|()\u00a0\{\}]*`);
define('mail host', r`[^ \t\n\f\r"<>|()\{\}.\u00a0]+`);
define('email', r`(&lt;|<)?{mail name}@({mail host}\.)*{mail host}(&gt;|>)?`);
define(
  'file extension',
  anyOf(`bat bmp c cgi class cpp dll doc docx exe gif gz h htm html jar java jpeg jpg mov mp3 pdf php pl png ppt ps py sql
    tar txt wav x xml zip`),
);
define('file name', r`({word letter}|{digit})+(\.({word letter}|{digit})+)*\.{file extension}`);

// Faces
define('smiley', r`[<>]?[:;=][-o*']?[()DPdpO\\\{@|\[\]]`);
// The tokenizer's own slip: it takes `[^x=~<>]` after the dot for text, and `~<` for anything up to a `<`.
define('asian smiley with a dot', r`[\^x=~<>]\.\[\^x=[^<]*<>\]`);
define(
  'asian smiley',
  r`{asian smiley with a dot}|[-\^x=~<>']_[-\^x=~<>']|\([-\^x=~<>'][_.]?[-\^x=~<>']\)|\([\^x=~<>']-[\^x=~<>'\x60]\)`,
);

// Where a sentence ends after an abbreviation, and after an acronym
define('sentence end', r`{blank}({blank}|{capital}|{tag})`);
define('next sentence', r`{blank}+(${anyOf(capitalized(sentenceStarts))}|{tag}){blank}`);
