import { type CaptionCounts, isWhole, type MeteorStatistics } from './statistics';

/** METEOR's parameters for English, task "rank" (Denkowski and Lavie 2014). */
const ALPHA = 0.85;
const BETA = 0.2;
const GAMMA = 0.6;
const DELTA = 0.75;
const moduleWeights = [1, 0.6, 0.8, 0.6];

/**
 * METEOR of a segment or a corpus: F (1 - penalty), from 0 to 1.
 * F = 1 / ((1 - alpha) / P + alpha / R) of precision and recall that weigh modules, and content words more than function
 * words; penalty = gamma (chunks / matches)^beta for what stands in another order.
 */
export function meteorScore(statistics: MeteorStatistics): number {
  const { hypothesis, reference, chunks } = statistics;
  const precision =
    weighMatched(hypothesis) / weigh(hypothesis.words - hypothesis.functionWords, hypothesis.functionWords);
  const recall = weighMatched(reference) / weigh(reference.words - reference.functionWords, reference.functionWords);
  const f = 1 / ((1 - ALPHA) / precision + ALPHA / recall);
  const fragmentation = isWhole(statistics) ? 0 : chunks / ((hypothesis.matched + reference.matched) / 2);
  const score = f * (1 - GAMMA * fragmentation ** BETA);
  // Where nothing is matched it is 0 / 0.
  return Number.isNaN(score) ? 0 : score;
}

function weighMatched({ matchedContent, matchedFunction }: CaptionCounts): number {
  let sum = 0;
  for (let module = 0; module < moduleWeights.length; module++) {
    sum += moduleWeights[module]! * weigh(matchedContent[module]!, matchedFunction[module]!);
  }
  return sum;
}

function weigh(contentWords: number, functionWords: number): number {
  return DELTA * contentWords + (1 - DELTA) * functionWords;
}
