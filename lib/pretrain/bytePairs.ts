import { byteCharacters, bytePairModel, type TokenizerChoice, tokenizerFiles } from '../blip2';
import { byteText, countWords } from './words';

/** OPT's special tokens and ids. */
const SPECIALS = ['<s>', '<pad>', '</s>', '<unk>'];

/**
 * A tokenizer in the manner of OPT's: byte pair encoding (Sennrich et al. 2016) over bytes. The commonest pair of
 * neighbouring tokens becomes a token, again and again. A new line ends a caption, as in BLIP-2.
 * @param size ids in all
 */
export function bytePairTokenizer(texts: Iterable<string>, size: number): TokenizerChoice {
  const room = size - SPECIALS.length - byteCharacters.length - 1; // one for <image>
  if (!(room > 0)) throw new Error(`Option size: found ${size}, expected more than ${size - room} tokens.`);
  const merges = learnMerges(countWords(texts), room);
  const tokens = [...SPECIALS, ...byteCharacters, ...new Set(merges.map(([left, right]) => left + right))];
  return tokenizerFiles({
    specials: SPECIALS,
    count: tokens.length,
    end: 'before',
    captionEnd: tokens.indexOf(byteText('\n')),
    model: bytePairModel(
      tokens,
      merges.map(([left, right]) => `${left} ${right}`),
    ),
  });
}

type Pair = readonly [left: string, right: string];

function learnMerges(counts: ReadonlyMap<string, number>, limit: number): Pair[] {
  const words = [...counts].map(([word, count]) => ({ tokens: [...word], count }));
  const merges: Pair[] = [];
  while (merges.length < limit) {
    const pair = commonestPair(words);
    if (!pair) break;
    merges.push(pair);
    for (const word of words) word.tokens = merge(word.tokens, pair);
  }
  return merges;
}

/** The pair that occurs most often, at least twice; of equals, the one that was met first. */
function commonestPair(words: readonly { tokens: readonly string[]; count: number }[]): Pair | undefined {
  const pairs = new Map<string, { pair: Pair; count: number }>();
  for (const { tokens, count } of words) {
    for (let i = 1; i < tokens.length; i++) {
      const pair: Pair = [tokens[i - 1]!, tokens[i]!];
      const key = pair.join(' ');
      pairs.set(key, { pair, count: count + (pairs.get(key)?.count ?? 0) });
    }
  }
  let best: { pair: Pair; count: number } | undefined;
  for (const entry of pairs.values()) {
    if (entry.count > (best?.count ?? 1)) best = entry;
  }
  return best?.pair;
}

function merge(tokens: readonly string[], [left, right]: Pair): string[] {
  const merged: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const joins = tokens[i] === left && tokens[i + 1] === right;
    merged.push(joins ? left + right : tokens[i]!);
    if (joins) i++;
  }
  return merged;
}
