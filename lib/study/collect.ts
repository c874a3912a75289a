import { join } from 'node:path';
import { readComplexity, writeComplexity } from './complexity';
import type { RunResult } from './result';
import { readShipped, shippedFolder, writeShipped } from './shipped';
import { canonicalJson, type RunSpec, runId } from './spec';
import { readResult } from './store';

/** Name of the file with measured costs, in a folder of results. */
export const complexityFile = 'complexity.json';

/** What was put among the results that come with the package. */
export interface Collected {
  /** Runs that were put there, or put there anew. */
  added: number;
  /** Runs of the same scenario, variant, size and seed with other settings, which they replace. */
  replaced: number;
  /** All that are there now. */
  total: number;
}

/**
 * Puts finished runs among the results that come with the package. What is there stays, but for runs of the same
 * scenario, variant, size and seed with other settings: those were replaced.
 * @throws StudyError for a result that cannot be read
 */
export function collectResults(specs: readonly RunSpec[], studyFolder: string, to = shippedFolder()): Collected {
  const before = readShipped(to);
  const fresh = specs.flatMap((spec) => readResult(studyFolder, runId(spec)) ?? []);
  const keys = new Set(fresh.map(keyOf));
  const kept = [...before.values()].filter((result) => !keys.has(keyOf(result)));
  if (fresh.length > 0) writeShipped([...kept, ...fresh], to);
  const measured = readComplexity(join(studyFolder, complexityFile));
  if (measured) writeComplexity(join(to, complexityFile), measured);
  const again = fresh.filter(({ id }) => before.has(id)).length;
  return { added: fresh.length, replaced: before.size - kept.length - again, total: kept.length + fresh.length };
}

const keyOf = ({ spec: { settings, ...rest } }: RunResult) => canonicalJson(rest);
