import { escapeHtml } from '../escape';

/** Where a page finds the files of its figures and tables, relative to itself. */
export const filesFolder = 'report';

/** Links to the files of a figure or table. @param of what they show, for those who hear the links one by one */
export function links(of: string, files: readonly (readonly [label: string, href: string])[]): string {
  const all = files.map(
    ([label, href]) => `<a href="${href}" aria-label="${escapeHtml(`${of} as ${label}`)}">${escapeHtml(label)}</a>`,
  );
  return `<p class="files">${all.join(' ')}</p>`;
}
