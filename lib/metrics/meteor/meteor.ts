import type { MetricScores } from '../corpus';
import type { MeteorScorer } from '../meteorScorer';
import { Aligner } from './aligner';
import type { Match } from './matches';
import { type NonbreakingPrefixes, normalise } from './normaliser';
import { meteorScore } from './score';
import {
  CHUNKS,
  countAlignment,
  emptyStatistics,
  isWhole,
  type MeteorStatistics,
  NUMBERS,
  statisticsOfRow,
  statisticsRow,
} from './statistics';
import { type Lexicon, Vocabulary, type Word } from './word';

/** The words and rules that METEOR matches by. */
export interface MeteorData extends Lexicon {
  prefixes: NonbreakingPrefixes;
}

/** How METEOR matches the words of a caption with those of its best reference. */
export interface MeteorAlignment {
  /** Words as METEOR sees them. */
  hypothesis: string[];
  reference: string[];
  /** Chosen matches, from left to right in the reference. */
  matches: Match[];
  statistics: MeteorStatistics;
  score: number;
}

/**
 * METEOR 1.5 (Denkowski and Lavie 2014) as pycocoevalcap runs it (`-l en -norm`), equal to it in every statistic. Captions
 * of more than 1,000 words are aligned in pieces, so that the time grows with their length, not with its square.
 */
export class Meteor implements MeteorScorer {
  readonly label: MeteorScorer['label'];
  private readonly vocabulary: Vocabulary;
  private readonly aligner: Aligner;

  constructor(private readonly data: MeteorData) {
    this.label = data.paraphrases ? 'METEOR' : 'METEOR (no paraphrase)';
    this.vocabulary = new Vocabulary(data);
    this.aligner = new Aligner(data.paraphrases);
  }

  /**
   * Scores captions, as a corpus and each.
   * @param references captions of each image
   * @param hypotheses one of each image, in the same order
   */
  score(references: readonly (readonly string[])[], hypotheses: readonly string[]): MetricScores {
    const columns = Array.from({ length: NUMBERS }, () => new Float64Array(hypotheses.length));
    const segments = hypotheses.map((hypothesis, image) => {
      const statistics = this.statistics(hypothesis, references[image]!);
      for (const [place, number] of statisticsRow(statistics).entries()) columns[place]![image] = number;
      // A segment without any gap has no penalty, and gives none to the corpus.
      if (isWhole(statistics)) columns[CHUNKS]![image] = 0;
      return meteorScore(statistics);
    });
    const score = (sums: readonly number[]) => meteorScore(statisticsOfRow(sums));
    return { corpus: score(columns.map(sum)), segments, sums: { columns, score } };
  }

  /** Statistics with the reference that scores best; with the first of equal ones. */
  statistics(hypothesis: string, references: readonly string[]): MeteorStatistics {
    this.vocabulary.trim();
    const words = this.words(hypothesis);
    let best = emptyStatistics();
    let bestScore = -1;
    for (const reference of references) {
      const others = this.words(reference);
      const statistics = countAlignment(words, others, this.aligner.align(words, others));
      const score = meteorScore(statistics);
      if (score > bestScore) [best, bestScore] = [statistics, score];
    }
    return best;
  }

  /** The words of a hypothesis and a reference, the matches chosen between them, and the score. */
  align(hypothesis: string, reference: string): MeteorAlignment {
    this.vocabulary.trim();
    const [words, others] = [this.words(hypothesis), this.words(reference)];
    const matches = this.aligner.align(words, others);
    const statistics = countAlignment(words, others, matches);
    const text = ({ text }: Word) => text;
    return {
      hypothesis: words.map(text),
      reference: others.map(text),
      matches,
      statistics,
      score: meteorScore(statistics),
    };
  }

  private words(caption: string): Word[] {
    return normalise(caption, this.data.prefixes).map((text) => this.vocabulary.word(text));
  }
}

function sum(numbers: Float64Array): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
