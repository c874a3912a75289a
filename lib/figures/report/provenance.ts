import type { RunResult } from '../../study';

/** What made results: how many runs, by which commit, engine and machine, and when. */
export function provenanceOf(results: readonly RunResult[]): [name: string, value: string][] {
  const all = (of: (result: RunResult) => string | null) => [...new Set(results.map((result) => of(result) ?? 'none'))];
  const dates = results.map(({ provenance }) => provenance.date).sort();
  const hours = results.reduce((sum, { cost }) => sum + cost.seconds, 0) / 3600;
  return [
    ['Runs', `${results.length}, in ${hours.toFixed(1)} hours together`],
    ['Commit', all(({ provenance }) => provenance.commit).join(', ')],
    ['Version', all(({ provenance }) => provenance.version).join(', ')],
    ['Engine', all(({ provenance }) => provenance.engine).join(', ')],
    ['Node', all(({ provenance }) => provenance.node).join(', ')],
    ['Processor', all(({ provenance }) => provenance.processor).join(', ')],
    ['Data', all(({ provenance }) => provenance.data).join('; ')],
    ['Model', all(({ provenance }) => provenance.model).join('; ')],
    ['Made', [...new Set([dates[0], dates.at(-1)])].map((date) => date?.slice(0, 10)).join(' to ')],
  ];
}
