import { loadJson } from '../../parity/metrics';

/** What the real METEOR answers on odd input: made by test/parity/make_meteor.py. */
export interface MeteorFixture {
  /** Words of a line, normalised. */
  lines: { line: string; words: string[] }[];
  /** The 23 statistics of a hypothesis with the best of its references, with all modules and without paraphrases. */
  pairs: { references: string[]; hypothesis: string; statistics: number[]; without_paraphrases: number[] }[];
  /** The 23 statistics of each image of a corpus. */
  corpora_without_paraphrases: Record<string, number[][]>;
}

export const fixture = loadJson('meteor') as MeteorFixture;
