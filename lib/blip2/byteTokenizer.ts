import type { LanguageKind } from './languageKinds';
import { bytePairModel, IMAGE, type TokenizerChoice, tokenizerFiles } from './tokenizerFiles';

/** The special tokens; the bytes follow. */
const SPECIALS = ['<pad>', '<s>', '</s>'];

/**
 * A tokenizer whose tokens are single bytes: no text is unknown to it, and it needs no training. Texts get `</s>` behind
 * them for an encoder, in front for a decoder, whose captions a new line ends.
 */
export function byteTokenizer(kind: LanguageKind): TokenizerChoice {
  const tokens = [...SPECIALS, ...byteCharacters];
  return tokenizerFiles({
    specials: SPECIALS,
    count: tokens.length,
    ...(kind === 't5' ? { end: 'behind' } : { end: 'before', captionEnd: SPECIALS.length + 10 }),
    words: false,
    model: bytePairModel([...tokens, IMAGE], []),
  });
}

/** The character that stands for each byte in byte-level vocabularies: itself where it is visible, else one from U+0100 on. */
export const byteCharacters: readonly string[] = (() => {
  const visible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(visible(byte) ? byte : next++));
})();
