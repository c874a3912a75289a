import { escapeHtml } from '../escape';
import { describe, figureSize } from '../render';
import { inTheme } from '../theme';
import { filesFolder, links } from './links';
import type { ReportFigure, ReportPage, ReportSection } from './report';
import { style } from './style';
import { tableHtml } from './table';

/** The page of a report: without scripts, whole in one file but for pictures, for screens and paper. */
export function reportHtml(report: ReportPage): string {
  const { title, subtitle, notices = [], sections, closing = [] } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; connect-src 'none'; object-src 'none'; base-uri 'none'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the results</a>
<header>
<h1>${escapeHtml(title)}</h1>
${subtitle ? paragraph(subtitle, 'subtitle') : ''}
${notices.map((text) => paragraph(text, 'notice')).join('\n')}
</header>
<nav aria-label="Contents">
<ol>
${sections.map(entry).join('\n')}
</ol>
</nav>
<main id="content">
${sections.map(sectionHtml).join('\n')}
</main>
<footer>
${closing.map((text) => paragraph(text)).join('\n')}
</footer>
</body>
</html>
`;
}

const paragraph = (text: string, kind = '') => `<p${kind && ` class="${kind}"`}>${escapeHtml(text)}</p>`;

const entry = ({ id, title, missing }: ReportSection) =>
  `<li><a href="#${escapeHtml(id)}">${escapeHtml(title)}</a>${missing ? ' <span class="empty">(no results yet)</span>' : ''}</li>`;

function sectionHtml(section: ReportSection): string {
  const {
    id,
    title,
    question,
    claim,
    notice,
    missing,
    figures = [],
    tables = [],
    notes = [],
    provenance = [],
  } = section;
  const heading = `${escapeHtml(id)}-title`;
  return [
    `<section id="${escapeHtml(id)}" aria-labelledby="${heading}">`,
    `<h2 id="${heading}">${escapeHtml(title)}</h2>`,
    question ? paragraph(question, 'question') : '',
    claim ? `<blockquote><p>${escapeHtml(claim)}</p><cite>The paper</cite></blockquote>` : '',
    notice ? paragraph(notice, 'notice') : '',
    missing ? paragraph(missing) : '',
    ...figures.map(figureHtml),
    ...tables.map(tableHtml),
    ...notes.map((text) => paragraph(text, 'notes')),
    provenance.length > 0 ? provenanceHtml(provenance) : '',
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function figureHtml({ name, figure, caption }: ReportFigure): string {
  const { width, height } = figureSize(figure);
  const file = (ending: string) => escapeHtml(`${filesFolder}/figures/${name}${ending}`);
  const size = `width="${width}" height="${height}"`;
  const alt = escapeHtml(describe(inTheme(figure, 'light'), name));
  return `<figure>
<picture>
<source media="screen and (prefers-color-scheme: dark)" srcset="${file('.dark.svg')}" ${size}>
<img src="${file('.svg')}" alt="${alt}" ${size}>
</picture>
${caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : ''}
${links(`Figure ${name}`, [
  ['interactive', file('.html')],
  ['SVG', file('.svg')],
  ['PNG', file('.png')],
])}
</figure>`;
}

function provenanceHtml(provenance: readonly (readonly [string, string])[]): string {
  const lines = provenance.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<details>\n<summary>What made this</summary>\n<dl>\n${lines.join('\n')}\n</dl>\n</details>`;
}
