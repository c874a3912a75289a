import { differenceOf, formatTables, type ScoreLine, type ScoreTable } from '../../study';
import { costNames } from '../../study/scoreRows';
import { captionOf, spreadText } from '../../study/tableGrid';
import { signed } from '../scores';
import type { ReportCell, ReportRow, ReportTable } from './report';

/** A table of scores, with files for other programs. @param name of its files */
export function scoreTable(table: ScoreTable, name: string): ReportTable {
  const { title, note, sources } = captionOf(table);
  const sized = new Set(table.lines.flatMap(({ size }) => size ?? [])).size > 1;
  const rows = table.lines.map((line): ReportRow => {
    const runs =
      line.kind === 'run' ? [...(sized ? [{ text: String(line.size ?? '') }] : []), runsOf(line)] : undefined;
    const cells = table.metrics.map((metric) => cellOf(line, metric, bestOf(table.lines, line.size, metric)));
    return {
      label: line.kind === 'blind' ? `blind: ${line.label}` : line.label,
      kind: line.kind === 'run' || line.kind === 'paper' ? line.kind : 'level',
      cells: [...(runs ?? (sized ? [empty, empty] : [empty])), ...cells],
    };
  });
  return {
    name,
    title,
    rowName: 'model',
    columns: [...(sized ? ['samples'] : []), 'runs', ...table.metrics],
    rows,
    notes: [note, sources].filter((text) => text !== ''),
    files: {
      csv: formatTables([table], 'csv'),
      tex: formatTables([table], 'latex'),
      md: formatTables([table], 'markdown'),
    },
  };
}

const empty: ReportCell = { text: '' };

const runsOf = ({ seeds }: ScoreLine): ReportCell => ({ text: String(seeds.length) });

function cellOf({ kind, scores, paper }: ScoreLine, metric: string, best: number | undefined): ReportCell {
  const ours = scores[metric];
  const difference = differenceOf({ scores, paper } as ScoreLine, metric);
  return {
    text: spreadText(ours),
    paper: paper[metric] && spreadText(paper[metric]),
    difference: difference === undefined ? undefined : signed(difference),
    best: kind === 'run' && ours !== undefined && ours.mean === best,
  };
}

/** The highest mean of our runs of a training size, where there are several; none of what a run costs, where the lowest is the best. */
function bestOf(lines: readonly ScoreLine[], size: number | undefined, metric: string): number | undefined {
  if (isCost(metric)) return undefined;
  const means = lines.flatMap(({ kind, scores, ...line }) =>
    kind === 'run' && line.size === size ? (scores[metric]?.mean ?? []) : [],
  );
  return means.length > 1 ? Math.max(...means) : undefined;
}

/** Whether a metric tells what a run took, not what came out. */
export const isCost = (metric: string): boolean => costNames.some((name) => name === metric);
