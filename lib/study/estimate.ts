import type { RunResult } from './result';
import type { RunSpec } from './spec';

/**
 * How long a run will take, in seconds: as the most alike of the finished runs did, by the number of samples that it
 * trains on. Undefined where none of its scenario and scale is finished. Runs of another machine mislead.
 */
export function estimateSeconds(spec: RunSpec, finished: readonly RunResult[]): number | undefined {
  const alike = finished.filter((result) => alikeTo(spec, result.spec));
  const same = alike.filter((result) => result.spec.variant === spec.variant);
  const candidates = same.length > 0 ? same : alike;
  if (candidates.length === 0) return undefined;
  const all = Math.max(...alike.map(({ trainingSamples }) => trainingSamples));
  const size = spec.size === 'all' ? all : spec.size;
  const distance = ({ trainingSamples }: RunResult) => Math.abs(Math.log(trainingSamples / size));
  const nearest = candidates.reduce((best, other) => (distance(other) < distance(best) ? other : best));
  const ratio = (size * spec.settings.epochs) / (nearest.trainingSamples * nearest.spec.settings.epochs);
  return nearest.cost.seconds * ratio;
}

const alikeTo = (one: RunSpec, other: RunSpec) =>
  one.scenario === other.scenario && one.scale === other.scale && one.language === other.language;
