import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { resultsTable } from '../../lib/figures';

const rows = [
  ['QFormer', 'CIDEr', [2, 2.2]],
  ['MIVPG', 'CIDEr', [2.4, 2.6]],
  ['QFormer', 'seconds', [30]],
  ['MIVPG', 'seconds', [40]],
].flatMap(([variant, metric, values]) =>
  (values as number[]).map((value, seed) => ({
    variant: String(variant),
    metric: String(metric),
    size: 140,
    seed,
    value,
  })),
);
const paper = [
  { variant: 'QFormer', metric: 'CIDEr', mean: 2.902, deviation: 0.233 },
  { variant: 'MIVPG', metric: 'CIDEr', mean: 2.93, deviation: 0.173 },
  { variant: 'DenseNet', metric: 'CIDEr', mean: 2.03 },
];
const options = { title: 'Table 1', notice: 'Not for diagnosis.', paper, lowerIsBetter: ['seconds'], digits: 2 };

describe('resultsTable', () => {
  it('shows means and deviations beside the paper and the difference, the best with a star', () => {
    expect(resultsTable(rows, options).text).toMatchInlineSnapshot(`
      "Table 1

      variant   metric          ours          paper    difference
      --------  -------  -------------  -------------  ----------
      QFormer   CIDEr    2.10 ± 0.14    2.90 ± 0.23         −0.80
      QFormer   seconds        30.00 *
      MIVPG     CIDEr    2.50 ± 0.14 *  2.93 ± 0.17 *       −0.43
      MIVPG     seconds        40.00
      DenseNet  CIDEr              –           2.03

      Mean ± standard deviation, 2 seeds. With the paper's, and the difference to it. Not for diagnosis. *: the best."
    `);
  });

  it('is a table with headings, the best in bold', () => {
    const { document } = new JSDOM(resultsTable(rows, options).html).window;
    expect([...document.querySelectorAll('th[scope=row]')].map((cell) => cell.textContent)).toEqual([
      'QFormer',
      'MIVPG',
      'DenseNet',
    ]);
    const cells = [...document.querySelectorAll('tbody td')].map((cell) => cell.textContent);
    expect(cells).toEqual([
      '2.10 ± 0.14paper 2.90 ± 0.23, −0.80',
      '30.00',
      '2.50 ± 0.14paper 2.93 ± 0.17, −0.43',
      '40.00',
      '–paper 2.03',
      '–',
    ]);
    const best = [...document.querySelectorAll('strong')].map((cell) => cell.textContent);
    expect(best).toEqual(['30.00', '2.50 ± 0.14', '2.93 ± 0.17']);
    expect(document.querySelector('caption')?.textContent).toBe('Table 1');
    expect(document.querySelector('p')?.textContent).toBe(
      "Mean ± standard deviation, 2 seeds. With the paper's, and the difference to it. Not for diagnosis.",
    );
  });

  it('goes without the paper', () => {
    const { text, html } = resultsTable(rows, { title: 'Ours' });
    expect(text + html).not.toContain('paper');
  });

  it('shows what data say as text', () => {
    const evil = '<script>alert(1)</script>';
    const { html } = resultsTable([{ variant: evil, metric: evil, size: 1, seed: 0, value: 1 }], {
      title: evil,
      notice: evil,
    });
    expect(html).not.toContain('<script');
    expect(new JSDOM(html).window.document.querySelector('caption')?.textContent).toBe(evil);
  });

  it('refuses rows of several sizes', () => {
    expect(() => resultsTable([...rows, { ...rows[0]!, size: 7 }], options)).toThrow(
      'Found rows of 140, 7 training samples',
    );
  });
});
