import type { Random } from '../nn';

/** Words that join others and name nothing. */
const joints = new Set(
  'a an the this there it its is are has have having and or of to with that by in on at as shown picture photo view shows'.split(
    ' ',
  ),
);

/** The phrases between the joints of a text, in lower case: `dark red sofa`, `next`, `wooden floor`. */
export function keyPhrases(text: string): string[] {
  const phrases: string[][] = [[]];
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}'-]+|[^\s\p{L}\p{N}]/gu)) {
    if (joints.has(word) || !/\p{L}|\p{N}/u.test(word)) phrases.push([]);
    else phrases.at(-1)!.push(word);
  }
  return phrases.filter((phrase) => phrase.length > 0).map((phrase) => phrase.join(' '));
}

/** What a language model learns to write a text from. */
export interface LanguageTask {
  /** What it reads; nothing: it writes freely. */
  source: string;
  /** What it writes. */
  target: string;
}

/**
 * A task that can only be solved by reading the source: most often the phrases of a text in any order, some of them
 * missing, as visual prompts will tell it; else a text with holes, or its beginning.
 */
export function makeTask(text: string, random: Random): LanguageTask {
  const draw = random.uniform();
  const words = text.split(' ');
  if (draw < 0.8) {
    const kept = keyPhrases(text).filter(() => random.uniform() > 0.08);
    return {
      source: random
        .shuffle(kept)
        .map((phrase) => ` ${phrase},`)
        .join(''),
      target: text,
    };
  }
  if (draw < 0.9 || words.length < 4) {
    return {
      source: words
        .filter(() => random.uniform() > 0.3)
        .map((word) => ` ${word}`)
        .join(''),
      target: text,
    };
  }
  const cut = 1 + random.integer(words.length - 2);
  return {
    source: words
      .slice(0, cut)
      .map((word) => ` ${word}`)
      .join(''),
    target: words.slice(cut).join(' '),
  };
}
