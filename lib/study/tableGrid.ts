import { differenceOf, type ScoreLine, type ScoreTable, type Spread } from './tables';

/** The table's cells as text, with a header; the paper's numbers and the difference are lines below ours. */
export interface Grid {
  header: string[];
  rows: { kind: ScoreLine['kind'] | 'difference'; cells: string[] }[];
}

export function gridOf(table: ScoreTable): Grid {
  const sized = new Set(table.lines.flatMap(({ size }) => size ?? [])).size > 1;
  const head = (label: string, size = '', runs = '') => [label, ...(sized ? [size] : []), runs];
  const rows = table.lines.flatMap((line): Grid['rows'] => {
    const { kind, label, size, seeds, scores, paper } = line;
    const cells = (of: (metric: string) => string) => table.metrics.map(of);
    const published = cells((metric) => spreadText(paper[metric]));
    if (kind === 'paper') return [{ kind, cells: [...head(label), ...published] }];
    const runs = kind === 'run' ? String(seeds.length) : '';
    const name = kind === 'blind' ? `blind: ${label}` : label;
    const ours: Grid['rows'][number] = {
      kind,
      cells: [...head(name, size?.toString(), runs), ...cells((metric) => spreadText(scores[metric]))],
    };
    if (Object.keys(paper).length === 0) return [ours];
    const differences = cells((metric) => signedText(differenceOf(line, metric)));
    return [
      ours,
      { kind: 'paper', cells: [...head('  the paper'), ...published] },
      ...(differences.some((text) => text !== '')
        ? [{ kind: 'difference' as const, cells: [...head('  difference'), ...differences] }]
        : []),
    ];
  });
  return { header: [...head('', 'samples', 'runs'), ...table.metrics], rows };
}

/** What stands above and below a table. */
export function captionOf({ title, scenario, scale, language, finished, wanted, sources }: ScoreTable) {
  const made = scale === 'mini' ? 'miniature data and a small model' : 'full data';
  const missing = finished < wanted ? ` ${wanted - finished} of ${wanted} runs are missing.` : '';
  const mixed = sources.length > 1 ? ' MIXED SOURCES, which do not compare.' : '';
  return {
    title: `${title} (${scenario}, ${language.toUpperCase()})`,
    note: `Mean ± standard deviation over runs with different seeds, of ${made}.${missing}`,
    sources: sources.length > 0 ? `Made from ${sources.join('; ')}.${mixed}` : '',
  };
}

/** Mean and deviation as a cell's text; empty where there is none. */
export const spreadText = (spread: Spread | undefined): string => {
  if (!spread) return '';
  const { mean, deviation } = spread;
  return Number.isNaN(deviation) ? number(mean) : `${number(mean)} ± ${number(deviation)}`;
};

const signedText = (value: number | undefined): string =>
  value === undefined ? '' : `${value < 0 ? '' : '+'}${number(value)}`;

const number = (value: number): string => value.toFixed(3);
