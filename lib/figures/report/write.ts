import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBytesWhole, writeWhole } from '../../data/writeWhole';
import { plotlyFile } from '../page';
import { figureHtml, figureSvg, svgToPng } from '../render';
import { inTheme } from '../theme';
import { filesFolder } from './links';
import { reportHtml } from './page';
import type { ReportFigure, ReportPage, ReportTable } from './report';

/**
 * Writes a report as `index.html` in a folder, with its figures (SVG, PNG, interactive HTML) and tables in files beside it.
 * The page comes last: when it is there, so is all that it shows.
 * @returns the page's path
 * @throws if a name of a figure, table or section is none, or is there twice; as `figureSvg`
 */
export async function writeReportPage(report: ReportPage, folder: string): Promise<string> {
  checkNames(report);
  const figures = report.sections.flatMap((section) => section.figures ?? []);
  for (const figure of figures) await writeFigure(figure, join(folder, filesFolder, 'figures'));
  for (const table of report.sections.flatMap((section) => section.tables ?? []))
    writeTable(table, join(folder, filesFolder, 'tables'));
  const page = join(folder, 'index.html');
  writeWhole(page, reportHtml(report));
  return page;
}

function checkNames({ sections }: ReportPage): void {
  const all = [
    sections.map(({ id }) => id),
    sections.flatMap(({ figures = [] }) => figures.map(({ name }) => name)),
    sections.flatMap(({ tables = [] }) => tables.map(({ name }) => name)),
  ];
  for (const names of all)
    for (const [index, name] of names.entries()) {
      if (!/^\w[\w.-]*$/.test(name)) throw new Error(`"${name}" is no name: use letters, digits, "-", "_" and "."`);
      if (names.indexOf(name) !== index) throw new Error(`The name "${name}" is there twice, expected once`);
    }
}

async function writeFigure({ name, figure }: ReportFigure, folder: string): Promise<void> {
  const svg = await figureSvg(figure);
  const write = (ending: string, text: string) => writeWhole(join(folder, `${name}${ending}`), text);
  write('.svg', svg);
  write('.dark.svg', await figureSvg(inTheme(figure, 'dark')));
  write('.html', figureHtml(figure, name));
  writeBytesWhole(join(folder, `${name}.png`), svgToPng(svg));
  const plotly = join(folder, 'plotly.js');
  if (!existsSync(plotly)) writeBytesWhole(plotly, readFileSync(plotlyFile()));
}

function writeTable({ name, files = {} }: ReportTable, folder: string): void {
  for (const [ending, text] of Object.entries(files)) writeWhole(join(folder, `${name}.${ending}`), text);
}
