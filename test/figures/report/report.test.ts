import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figure, type ReportPage, writeReportPage } from '../../../lib/figures';

const hostile = '<script>attack()</script><img src=x onerror=attack()>';

const report: ReportPage = {
  title: `Report ${hostile}`,
  notices: [hostile],
  sections: [
    {
      id: 'table1',
      title: hostile,
      question: hostile,
      claim: hostile,
      figures: [
        { name: 'curve', figure: figure([{ x: [1, 2], y: [1, 2], name: 'line' }], { title: 'Curve' }, hostile) },
      ],
      tables: [
        {
          name: 'scores',
          title: 'Scores',
          rowName: 'model',
          columns: ['runs', 'CIDEr'],
          rows: [
            {
              label: hostile,
              cells: [{ text: '3' }, { text: '2.100', paper: '2.930', difference: '−0.830', best: true }],
            },
            { label: 'blind', kind: 'level', cells: [{ text: '' }, { text: '1.720' }] },
          ],
          notes: [hostile],
          files: { csv: 'model,CIDEr\n' },
        },
      ],
      provenance: [['Commit', hostile]],
    },
    { id: 'fig4', title: 'Nothing yet', missing: 'Run it first.' },
  ],
  closing: ['The end.'],
};

describe('a report', () => {
  let folder: string;
  let document: Document;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report-'));
    const page = await writeReportPage(report, folder);
    document = new JSDOM(readFileSync(page, 'utf8')).window.document;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const texts = (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);

  it('shows our numbers beside the paper’s', () => {
    expect(texts('thead tr:last-child th')).toEqual(['ours', 'paper']);
    expect(texts('tbody tr:first-child td')).toEqual(['3', '2.100', '2.930ours −0.830']);
    expect(document.querySelector('tbody strong')?.textContent).toBe('2.100');
  });

  it('shows text as it is, whatever it holds', () => {
    expect(document.querySelectorAll('script, img[onerror]')).toHaveLength(0);
    for (const place of ['h1', 'h2', '.question', 'blockquote p', 'tbody th', 'dd'])
      expect(texts(place).join()).toContain(hostile);
    expect(document.querySelector('img')?.getAttribute('alt')).toBe(hostile);
  });

  it('finds all its files beside it, and nothing elsewhere', () => {
    const links = [...document.querySelectorAll('[href], [src], [srcset]')].map(
      (element) => element.getAttribute('href') ?? element.getAttribute('src') ?? element.getAttribute('srcset')!,
    );
    const files = links.filter((link) => !link.startsWith('#'));
    expect(files).toContain('report/figures/curve.dark.svg');
    expect(files.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
    const anchors = links.filter((link) => link.startsWith('#'));
    expect(anchors.filter((anchor) => !document.querySelector(anchor))).toEqual([]);
  });

  it('says which sections have no results yet', () => {
    expect(texts('nav li').at(-1)).toBe('Nothing yet (no results yet)');
    expect(texts('#fig4 p')).toEqual(['Run it first.']);
  });

  it('leaves no half-written file', () => {
    expect((readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('refuses names that are none, and those that are there twice', async () => {
    const section = { id: 'a', title: 'A' };
    const write = (...sections: ReportPage['sections']) => writeReportPage({ title: 'R', sections }, folder);
    await expect(write(section, section)).rejects.toThrow('The name "a" is there twice, expected once');
    await expect(write({ id: '../b', title: 'B' })).rejects.toThrow('"../b" is no name');
  });
});
