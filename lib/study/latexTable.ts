import { captionOf, gridOf } from './tableGrid';
import type { ScoreTable } from './tables';

/** A table as LaTeX in the style of the paper's; it needs the package booktabs. */
export function latexTable(table: ScoreTable): string {
  const { header, rows } = gridOf(table);
  const line = (cells: readonly string[]) => `    ${cells.map((cell) => latex(cell)).join(' & ')} \\\\`;
  const { title, note, sources } = captionOf(table);
  let last: string | undefined;
  const body = rows.flatMap(({ kind, cells }) => {
    // A rule before what is no model, as the paper sets baselines apart.
    const apart = last !== undefined && ['blind', 'oracle'].includes(kind) && kind !== last;
    last = kind;
    return [...(apart ? ['    \\midrule'] : []), line(cells)];
  });
  return [
    '% needs \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latex([title, note, sources].filter((text) => text !== '').join(' '))}}`,
    `  \\label{tab:${table.experiment}-${table.scenario}}`,
    `  \\begin{tabular}{l${'r'.repeat(header.length - 1 - table.metrics.length)}${'c'.repeat(table.metrics.length)}}`,
    '    \\toprule',
    line(header),
    '    \\midrule',
    ...body,
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

const latexCharacters: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '±': '$\\pm$',
};

/** Text as LaTeX sets it; two leading spaces become an indent, the hyphen of a negative number a minus. */
function latex(text: string): string {
  const indent = text.startsWith('  ') ? '\\quad ' : '';
  const escaped = text
    .trim()
    .replace(/[\\~^<>±]|[&%$#_{}]/g, (character) => latexCharacters[character] ?? `\\${character}`);
  return indent + escaped.replace(/^([+-])(?=\d)/, (sign) => `$${sign}$`);
}
