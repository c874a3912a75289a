import type { DataFrame } from 'danfojs-node';
import { requireDanfo } from './danfo';
import type { CaptionScores } from './scoreCaptions';

/**
 * Per-image scores as a danfo DataFrame: the column `image`, then one a metric.
 * @throws if the optional package danfojs-node is not installed
 */
export function scoreFrame({ perImage }: Pick<CaptionScores, 'perImage'>): DataFrame {
  return new (requireDanfo().DataFrame)([...perImage].map(([image, scores]) => ({ image, ...scores })));
}
