import type { Random } from '../../nn';

/** One of the items, each as likely as the others. */
export const pick = <T>(items: readonly T[], random: Random): T => items[random.integer(items.length)]!;

/** True with the given chance. */
export const chance = (probability: number, random: Random): boolean => random.uniform() < probability;

/** An index, each as likely as its weight says. */
export function weighted(weights: readonly number[], random: Random): number {
  let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return found < 0 ? weights.length - 1 : found;
}

/** `a red chair`, `an orange chair`. */
export const withArticle = (words: string): string => `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;

/** `a`, `a and b`, `a, b and c`. */
export function inSeries(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** First letter in upper case. */
export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Single spaces, articles that fit the word behind them, and one full stop at the end. */
export function sentence(text: string): string {
  const spaced = text
    .replace(/\s+/g, ' ')
    .replace(/ ([,.])/g, '$1')
    .trim();
  const fitted = spaced.replace(/\b([Aa])n? (?=[aeiou])/g, '$1n ').replace(/\b([Aa])n (?=[^aeiou])/g, '$1 ');
  return `${fitted.replace(/\.+$/, '')}.`;
}

const numerals = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

/** A small number in letters. */
export const numeral = (count: number): string => numerals[count] ?? String(count);

/** The plural of a noun phrase: its head is the word before `of` or `with`, else the last. */
export function plural(noun: string): string {
  const [, head, rest] = /^(.*?)( (?:of|with|on|in) .*)?$/.exec(noun)!;
  const word = head!;
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es${rest ?? ''}`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies${rest ?? ''}`;
  if (/(shelf|loaf)$/.test(word)) return `${word.slice(0, -1)}ves${rest ?? ''}`;
  return `${word}s${rest ?? ''}`;
}
