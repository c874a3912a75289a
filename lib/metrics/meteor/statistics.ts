import { type Match, modules } from './matches';
import type { Word } from './word';

/** How many numbers METEOR prints, and the place of the chunks among them. */
export const NUMBERS = 23;
export const CHUNKS = 20;

/** What is counted of one caption, or of all captions of a corpus. */
export interface CaptionCounts {
  words: number;
  functionWords: number;
  /** Matched content words and function words, by module. */
  matchedContent: number[];
  matchedFunction: number[];
  /** Matched words. */
  matched: number;
}

/** What METEOR's score is computed from. */
export interface MeteorStatistics {
  hypothesis: CaptionCounts;
  reference: CaptionCounts;
  /** Runs of matches that follow each other in both captions. */
  chunks: number;
}

export function emptyStatistics(): MeteorStatistics {
  return { hypothesis: emptyCounts(), reference: emptyCounts(), chunks: 0 };
}

function emptyCounts(): CaptionCounts {
  const none = modules.map(() => 0);
  return { words: 0, functionWords: 0, matchedContent: [...none], matchedFunction: [...none], matched: 0 };
}

/** Statistics of an alignment: matches that share no word, from left to right in the reference. */
export function countAlignment(
  hypothesis: readonly Word[],
  reference: readonly Word[],
  matches: readonly Match[],
): MeteorStatistics {
  const statistics = { hypothesis: countWords(hypothesis), reference: countWords(reference), chunks: 0 };
  let [end1, end2] = [-1, -1];
  for (const { module, start1, length1, start2, length2 } of matches) {
    const index = modules.indexOf(module);
    countMatch(statistics.hypothesis, index, hypothesis, start1, length1);
    countMatch(statistics.reference, index, reference, start2, length2);
    if (start1 !== end1 || start2 !== end2) statistics.chunks++;
    [end1, end2] = [start1 + length1, start2 + length2];
  }
  return statistics;
}

function countWords(caption: readonly Word[]): CaptionCounts {
  const counts = emptyCounts();
  counts.words = caption.length;
  for (const word of caption) if (word.isFunctionWord) counts.functionWords++;
  return counts;
}

function countMatch(counts: CaptionCounts, module: number, caption: readonly Word[], start: number, length: number) {
  counts.matched += length;
  for (let place = start; place < start + length; place++) {
    if (caption[place]!.isFunctionWord) counts.matchedFunction[module]!++;
    else counts.matchedContent[module]!++;
  }
}

/** Whether all words are matched in one chunk. */
export function isWhole({ hypothesis, reference, chunks }: MeteorStatistics): boolean {
  return hypothesis.matched === hypothesis.words && reference.matched === reference.words && chunks === 1;
}

/** The numbers in the order in which METEOR prints them. */
export function statisticsRow({ hypothesis, reference, chunks }: MeteorStatistics): number[] {
  return [
    ...[hypothesis.words, reference.words, hypothesis.functionWords, reference.functionWords],
    ...modules.flatMap((_, module) => [
      hypothesis.matchedContent[module]!,
      reference.matchedContent[module]!,
      hypothesis.matchedFunction[module]!,
      reference.matchedFunction[module]!,
    ]),
    ...[chunks, hypothesis.matched, reference.matched],
  ];
}

/** The statistics that print as these numbers, or as sums of them over the segments of a corpus. */
export function statisticsOfRow(row: readonly number[]): MeteorStatistics {
  const counts = (side: 0 | 1): CaptionCounts => ({
    words: row[side]!,
    functionWords: row[2 + side]!,
    matchedContent: modules.map((_, module) => row[4 + 4 * module + side]!),
    matchedFunction: modules.map((_, module) => row[6 + 4 * module + side]!),
    matched: row[21 + side]!,
  });
  return { hypothesis: counts(0), reference: counts(1), chunks: row[CHUNKS]! };
}
