import { trimWhiteSpaceEnd } from '../whiteSpace';
import { ptbTokenizer } from './tokenizer';

/**
 * The tokens that pycocoevalcap leaves out. It means to leave out `-LRB-` and other brackets as well; but since the
 * tokenizer writes lower case, `-lrb-` stays.
 */
const punctuation = new Set("'' ' `` ` . ? ! , : - -- ... ;".split(' '));
const longestPunctuation = 3;

/**
 * Splits a caption into words as pycocoevalcap does: CoreNLP 3.4.1's PTBTokenizer in lower case, without punctuation.
 *
 * @returns the words, joined by a space; '' if there are none. A token may have no-break spaces inside (`3 1/2`)
 */
export function tokenizeCaption(caption: string): string {
  return joinWords(ptbTokenizer.tokens(`${toLine(caption)}\n`));
}

/**
 * Splits captions as one run of the tokenizer over a file with a line for each, which is how pycocoevalcap does it. So in
 * rare cases the neighbour matters: `K.` at the end is `k` if the next caption begins with a word such as "A", else `k.`;
 * `no.` stays whole before a digit; and the last line has no line end, so that `'90` at its end is `90`. In one way it
 * is not followed: after a caption with a line end other than \n (as \r), pycocoevalcap gives every caption the tokens of
 * its neighbour; here such line ends are white space.
 */
export function tokenizeCaptions(captions: readonly string[]): string[] {
  const lines = captions.map(toLine);
  const words: string[] = [];
  let following: string | undefined;
  for (const line of lines.reverse()) {
    const tokens =
      following === undefined ? ptbTokenizer.tokens(line) : ptbTokenizer.tokens(line + following, line.length + 1);
    words.push(joinWords(tokens));
    following = followingText(line, following);
  }
  return words.reverse();
}

// Enough of the next line to see its first word, or its first tag.
const horizon = 1000;

/** What follows the line before this one. Of empty lines it matters that there are some, not how many. */
function followingText(line: string, following: string | undefined): string {
  if (line.trim() !== '' || following === undefined) return `\n${line.slice(0, horizon)}`;
  return following.startsWith('\n\n') ? following : `\n${following}`;
}

function toLine(caption: string): string {
  return caption.replaceAll('\n', ' ');
}

function joinWords(tokens: string[]): string {
  // pycocoevalcap takes white space off the end of a line, where a token (an address, a tag) may have some.
  const last = tokens.pop();
  if (last !== undefined) tokens.push(trimWhiteSpaceEnd(last));
  return tokens
    .filter((token) => token.length > longestPunctuation || !punctuation.has(token))
    .join(' ')
    .toLowerCase();
}
