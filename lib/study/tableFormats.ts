import { unparse } from 'papaparse';
import { latexTable } from './latexTable';
import { markdownTable } from './markdownTable';
import { captionOf, gridOf } from './tableGrid';
import { differenceOf, type ScoreTable } from './tables';

/** How tables can be written. */
export const tableFormats = ['text', 'csv', 'latex', 'markdown'] as const;
/** How a table is written. */
export type TableFormat = (typeof tableFormats)[number];

/** Tables as text for a terminal, as CSV with a number a line, or like the paper's in LaTeX (booktabs) or Markdown. */
export function formatTables(tables: readonly ScoreTable[], format: TableFormat): string {
  switch (format) {
    case 'csv':
      return `${unparse(tables.flatMap(recordsOf), { newline: '\n' })}\n`;
    case 'latex':
      return tables.map(latexTable).join('\n');
    case 'markdown':
      return tables.map(markdownTable).join('\n');
    default:
      return tables.map(textTable).join('\n');
  }
}

function textTable(table: ScoreTable): string {
  const { header, rows } = gridOf(table);
  const lines = [header, ...rows.map(({ cells }) => cells)];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const aligned = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const { title, note, sources } = captionOf(table);
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [title, '', aligned[0], rule, ...aligned.slice(1), '', note, ...(sources ? [sources] : []), ''].join('\n');
}

/** A table's numbers, one a line. */
function recordsOf(table: ScoreTable): Record<string, string | number>[] {
  const { experiment, scenario, scale, language } = table;
  const of = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? '' : value);
  return table.lines.flatMap((line) =>
    table.metrics.map((metric) => ({
      experiment,
      scenario,
      scale,
      language,
      kind: line.kind,
      label: line.label,
      variant: line.variant ?? '',
      samples: of(line.size),
      metric,
      runs: line.seeds.length,
      mean: of(line.scores[metric]?.mean),
      deviation: of(line.scores[metric]?.deviation),
      paper_mean: of(line.paper[metric]?.mean),
      paper_deviation: of(line.paper[metric]?.deviation),
      difference: of(differenceOf(line, metric)),
    })),
  );
}
