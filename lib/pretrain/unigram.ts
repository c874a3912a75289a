import { byteCharacters, type TokenizerChoice, tokenizerFiles } from '../blip2';
import { countWords } from './words';

/** As in T5's vocabulary; `<unk>` is never written, because every byte has a token. */
const SPECIALS = ['<pad>', '</s>', '<unk>'];

/** Log probabilities below those of all words: a word in the vocabulary is never cut. */
const PIECE_PENALTY = 10;
const BYTE_SCORE = -40;

/** A piece that occurs less often than this is not worth an id. */
const FEWEST = 2;

/** Of the room for tokens, what pieces of words get at least. */
const PIECE_SHARE = 0.08;

/**
 * A tokenizer in the manner of T5's: a Unigram model (Kudo 2018), which cuts a word so that the product of its pieces'
 * probabilities is largest. Whole words have their share of the texts, pieces of words far less, bytes the least.
 * @param size ids in all
 */
export function unigramTokenizer(texts: Iterable<string>, size: number): TokenizerChoice {
  const room = size - SPECIALS.length - byteCharacters.length - 1; // one for <image>
  if (!(room > 0)) throw new Error(`Option size: found ${size}, expected more than ${size - room} tokens.`);
  const counts = countWords(texts);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const known = new Set(byteCharacters);
  const words = [...counts]
    .filter(([word, count]) => count >= FEWEST && !known.has(word))
    .slice(0, Math.floor(room * (1 - PIECE_SHARE)));
  for (const [word] of words) known.add(word);
  const pieces = commonPieces(counts, known).slice(0, room - words.length);
  const vocabulary: [string, number][] = [
    ...SPECIALS.map((token): [string, number] => [token, 0]),
    ...words.map(([word, count]): [string, number] => [word, Math.log(count / total)]),
    ...pieces.map(([piece, count]): [string, number] => [piece, Math.log(count / total) - PIECE_PENALTY]),
    // No two alike, so that two ways of cutting are never equally good.
    ...byteCharacters.map((byte, i): [string, number] => [byte, BYTE_SCORE - i / 1000]),
  ];
  return tokenizerFiles({
    specials: SPECIALS,
    count: vocabulary.length,
    end: 'behind',
    model: { type: 'Unigram', unk_id: SPECIALS.indexOf('<unk>'), vocab: vocabulary, byte_fallback: false },
  });
}

/** Parts of words from two to six bytes long, those first that save most bytes. */
function commonPieces(counts: ReadonlyMap<string, number>, known: ReadonlySet<string>): [string, number][] {
  const pieces = new Map<string, number>();
  for (const [word, count] of counts) {
    for (let start = 0; start < word.length; start++) {
      for (let end = start + 2; end <= Math.min(word.length, start + 6); end++) {
        const piece = word.slice(start, end);
        if (!known.has(piece)) pieces.set(piece, (pieces.get(piece) ?? 0) + count);
      }
    }
  }
  const saved = ([piece, count]: [string, number]) => count * (piece.length - 1);
  return [...pieces]
    .filter(([, count]) => count >= FEWEST)
    .sort((a, b) => saved(b) - saved(a) || (a[0] < b[0] ? -1 : 1));
}
