import type { SortedLines } from './sortedLines';

/** Endings that WordNet's morphology takes off a word, and what it puts there instead. */
const endings: readonly (readonly [string, string])[] = [
  // Nouns
  ['s', ''],
  ['ses', 's'],
  ['xes', 'x'],
  ['zes', 'z'],
  ['ches', 'ch'],
  ['shes', 'sh'],
  ['men', 'man'],
  ['ies', 'y'],
  // Verbs
  ['es', 'e'],
  ['es', ''],
  ['ed', 'e'],
  ['ed', ''],
  ['ing', 'e'],
  ['ing', ''],
  // Adjectives
  ['er', ''],
  ['est', ''],
  ['er', 'e'],
  ['est', 'e'],
];

/** Synonym sets of WordNet 3.0: two words are synonyms when a set has both, or both of their base forms. */
export class Synonyms {
  /**
   * @param sets        lines `word set set ...`
   * @param exceptions  lines `word base base ...`: irregular forms
   */
  constructor(
    private readonly sets: SortedLines,
    private readonly exceptions: SortedLines,
  ) {}

  /** Numbers of the sets of a word and of its base forms, ascending. */
  setsOf(word: string): Int32Array {
    const bases = this.exceptions.find(word) ?? this.regularBase(word);
    const found = new Set([word, ...bases].flatMap((form) => this.sets.find(form) ?? []));
    return Int32Array.from(found, Number).sort();
  }

  /** The first base form that WordNet knows. */
  private regularBase(word: string): string[] {
    if (word.length <= 2 || word.endsWith('ss')) return [];
    for (const [ending, base] of endings) {
      if (!word.endsWith(ending)) continue;
      const form = word.slice(0, -ending.length) + base;
      if (this.sets.find(form)) return [form];
    }
    return [];
  }
}
