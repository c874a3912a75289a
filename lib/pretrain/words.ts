import { byteCharacters } from '../blip2';

/** GPT-2's rule for where a text falls apart: words with the space before them, numbers, punctuation. */
const parts = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** The parts of texts, written as byte-level tokenizers write them, with how often each occurs; the commonest first. */
export function countWords(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [part] of text.matchAll(parts)) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return new Map(sorted.map(([part, count]) => [byteText(part), count]));
}

/** A text with a character for each of its bytes in UTF-8. */
export const byteText = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => byteCharacters[byte]!).join('');
