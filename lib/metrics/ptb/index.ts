import { ptbTokenizer } from './tokenizer';

/**
 * The tokens that pycocoevalcap leaves out. It means to leave out `-LRB-` and other brackets as well; but since the
 * tokenizer writes lower case, `-lrb-` stays.
 */
const punctuation = new Set("'' ' `` ` . ? ! , : - -- ... ;".split(' '));

/**
 * Splits a caption into words as pycocoevalcap does: CoreNLP 3.4.1's PTBTokenizer in lower case, without punctuation.
 *
 * A caption is split by itself. pycocoevalcap gives all captions to one run of the tokenizer, line by line, with two
 * consequences that are not kept here: a one-letter word or `no.` with a full stop at the end of a caption can lose or
 * keep the stop with the first word of the next caption, and after a caption with a line end other than \n (as \r)
 * every caption gets the tokens of its neighbour. Here such line ends are white space, as \n is.
 *
 * @returns the words, joined by a space; '' if there are none. A token may have no-break spaces inside (`3 1/2`)
 */
export function tokenizeCaption(caption: string): string {
  // The tokenizer sees the end of the line; \n in a caption is a space for pycocoevalcap.
  const tokens = ptbTokenizer.tokens(`${caption.replaceAll('\n', ' ')}\n`);
  return tokens
    .filter((token) => !punctuation.has(token))
    .join(' ')
    .toLowerCase();
}

/** The same for each caption of a list. */
export function tokenizeCaptions(captions: readonly string[]): string[] {
  return captions.map(tokenizeCaption);
}
