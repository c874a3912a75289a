import { escapeHtml } from '../escape';
import { filesFolder, links } from './links';
import type { ReportCell, ReportRow, ReportTable } from './report';

/** A table with the paper's numbers in columns beside ours, where there are some; wide ones scroll by themselves. */
export function tableHtml(table: ReportTable): string {
  const { name, title, rowName, columns, rows, notes = [], files = {} } = table;
  const beside = columns.map((_, column) => rows.some(({ cells }) => cells[column]?.paper !== undefined));
  const caption = `${escapeHtml(name)}-caption`;
  const body = rows.map((row, index) =>
    rowHtml(row, beside, row.kind === 'level' && rows[index - 1]?.kind !== 'level'),
  );
  const list = Object.keys(files).map((ending) => {
    const href = escapeHtml(`${filesFolder}/tables/${name}.${ending}`);
    return [names[ending] ?? ending, href] as const;
  });
  return [
    `<h3 id="${caption}">${escapeHtml(title)}</h3>`,
    // Who uses a keyboard scrolls what can be focused.
    `<div class="scroll" role="region" aria-labelledby="${caption}" tabindex="0">`,
    `<table aria-labelledby="${caption}"${table.prose ? ' class="prose"' : ''}>`,
    headHtml(rowName, columns, beside),
    `<tbody>\n${body.join('\n')}\n</tbody>`,
    '</table>\n</div>',
    ...notes.map((text) => `<p class="notes">${escapeHtml(text)}</p>`),
    list.length > 0 ? links(title, list) : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const names: Readonly<Record<string, string>> = { csv: 'CSV', tex: 'LaTeX', md: 'Markdown', txt: 'text' };

function headHtml(rowName: string, columns: readonly string[], beside: readonly boolean[]): string {
  if (!beside.includes(true)) {
    const cells = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`);
    return `<thead>\n<tr><th scope="col">${escapeHtml(rowName)}</th>${cells.join('')}</tr>\n</thead>`;
  }
  const groups = columns.map((column, index) =>
    beside[index]
      ? `<th scope="colgroup" colspan="2" class="group">${escapeHtml(column)}</th>`
      : `<th scope="col" rowspan="2">${escapeHtml(column)}</th>`,
  );
  const sides = '<th scope="col" class="sub">ours</th><th scope="col" class="sub">paper</th>';
  const below = beside.map((two) => (two ? sides : ''));
  const first = `<tr><th scope="col" rowspan="2">${escapeHtml(rowName)}</th>${groups.join('')}</tr>`;
  return `<thead>\n${first}\n<tr>${below.join('')}</tr>\n</thead>`;
}

function rowHtml({ label, kind = 'run', cells }: ReportRow, beside: readonly boolean[], first: boolean): string {
  const fields = beside.map((two, column) => cellHtml(cells[column] ?? { text: '' }, two));
  const classes = kind === 'run' ? '' : ` class="${kind}${first ? ' first' : ''}"`;
  return `<tr${classes}><th scope="row">${escapeHtml(label)}</th>${fields.join('')}</tr>`;
}

function cellHtml({ text, detail, paper, difference, best }: ReportCell, two: boolean): string {
  const number = best ? `<strong>${escapeHtml(text)}</strong>` : escapeHtml(text);
  const ours = `<td>${number}${detail ? `<small>${escapeHtml(detail)}</small>` : ''}</td>`;
  if (!two) return ours;
  const apart = difference ? `<small>ours ${escapeHtml(difference)}</small>` : '';
  return `${ours}<td class="paper">${escapeHtml(paper ?? '')}${apart}</td>`;
}
