import { CharacterMap } from './characterMap';

/** A normaliser of `@huggingface/tokenizers`: one, or a sequence of several. */
interface Normalizer {
  config: { type: string; precompiled_charsmap?: string };
  normalizers?: (Normalizer | null)[];
  normalize(text: string): string;
}

/** What is used of a tokenizer of `@huggingface/tokenizers`. */
export interface LibraryTokenizer {
  normalizer: Normalizer | null;
  encode(text: string, options?: { add_special_tokens?: boolean }): { ids: number[]; tokens: string[] };
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  get_vocab(withAddedTokens: boolean): Map<string, number>;
}

/**
 * A tokenizer of the library, with its two differences from Python's `tokenizers` put right: SentencePiece's normaliser
 * reads its character map instead of applying NFKC, and texts are split at Unicode's white space, not at JavaScript's.
 * (The library's own type declarations do not resolve under Node's module rules: hence those above.)
 */
export function makeLibraryTokenizer(tokenizer: object, config: object): LibraryTokenizer {
  const library = require('@huggingface/tokenizers') as {
    Tokenizer: new (tokenizer: object, config: object) => LibraryTokenizer;
  };
  const splitter = 'pre_tokenizer' in tokenizer ? withUnicodeSpaces(tokenizer.pre_tokenizer) : undefined;
  const made = new library.Tokenizer(
    splitter === undefined ? tokenizer : { ...tokenizer, pre_tokenizer: splitter },
    config,
  );
  useCharacterMaps(made.normalizer);
  return made;
}

const unicodeSpaces = { type: 'Split', pattern: { Regex: '\\p{White_Space}+' }, behavior: 'Removed', invert: false };

/** The configuration of a pre-tokenizer: one, or a sequence of several. */
function withUnicodeSpaces(splitter: unknown): unknown {
  if (typeof splitter !== 'object' || splitter === null) return splitter;
  if ('type' in splitter && splitter.type === 'WhitespaceSplit') return unicodeSpaces;
  if (!('pretokenizers' in splitter) || !Array.isArray(splitter.pretokenizers)) return splitter;
  return { ...splitter, pretokenizers: splitter.pretokenizers.map(withUnicodeSpaces) };
}

function useCharacterMaps(normalizer: Normalizer | null): void {
  const { type, precompiled_charsmap: charsmap } = normalizer?.config ?? {};
  if (normalizer && type === 'Precompiled' && charsmap) {
    const map = new CharacterMap(charsmap);
    normalizer.normalize = (text) => map.normalize(text);
  }
  normalizer?.normalizers?.forEach(useCharacterMaps);
}
