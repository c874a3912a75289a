import { captionOf, gridOf } from './tableGrid';
import type { ScoreTable } from './tables';

/** A table as Markdown, the paper's lines in italics. */
export function markdownTable(table: ScoreTable): string {
  const { header, rows } = gridOf(table);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `| ${header.map((_, column) => (column === 0 ? '---' : '---:')).join(' | ')} |`;
  const { title, note, sources } = captionOf(table);
  const body = rows.map(({ kind, cells }) => {
    const texts = cells.map((cell) => markdown(cell.trim()));
    const ours = kind !== 'paper' && kind !== 'difference';
    return line(ours ? texts : texts.map((text) => text && `*${text}*`));
  });
  const notes = [note, sources].filter((text) => text !== '').map((text) => markdown(text));
  return [`**${markdown(title)}**`, '', line(header.map(markdown)), rule, ...body, '', ...notes, ''].join('\n');
}

const markdown = (text: string): string => text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
