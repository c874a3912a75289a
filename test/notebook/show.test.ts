import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { figure, resultsTable } from '../../lib/figures';
import { type MimeBundle, show, showTable, summary } from '../../lib/notebook';
import { setKernelHost } from '../../lib/notebook/host';

let shown: MimeBundle[] = [];

beforeEach(() => {
  shown = [];
  setKernelHost({ cell: undefined, display: (bundle) => shown.push(bundle) });
});
afterEach(() => {
  setKernelHost(undefined);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const curve = figure([{ name: 'CSA', y: [1, 2] }], { title: 'Time <i>t</i>' });

describe('show', () => {
  it('displays one bundle: interactive, picture, text', async () => {
    await show(curve, 'time');
    expect(shown).toHaveLength(1);
    const [bundle] = shown;
    expect(Object.keys(bundle ?? {})).toEqual(['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
    const png = Buffer.from(String(bundle?.['image/png']), 'base64');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([760, 440]);
    expect(bundle?.['text/plain']).toBe('Figure "Time t" (760 x 440): CSA');
  });

  it('shows figures for dark pages where MIVPG_THEME asks for them, with what they say', async () => {
    vi.stubEnv('MIVPG_THEME', 'dark');
    await show(figure([{ y: [1] }], {}, 'One point.'), 'point');
    expect(JSON.stringify(shown[0]?.['application/vnd.plotly.v1+json'])).toContain('"paper_bgcolor":"#111111"');
    expect(shown[0]?.['text/plain']).toBe('One point.');
  });

  it('writes files where MIVPG_FIGURES says, and nothing half done', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'figures-'));
    vi.stubEnv('MIVPG_FIGURES', join(folder, 'deeper'));
    setKernelHost(undefined);
    await show(curve, 'time');
    expect(readdirSync(join(folder, 'deeper')).sort()).toEqual(['plotly.js', 'time.html', 'time.png', 'time.svg']);
    expect(readFileSync(join(folder, 'deeper', 'time.html'), 'utf8')).toContain('src="plotly.js"');
    rmSync(folder, { recursive: true });
  });

  it('shows tables of results, and writes them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'figures-'));
    vi.stubEnv('MIVPG_FIGURES', folder);
    const row = { variant: 'CSA', size: 1, seed: 0, metric: 'CIDEr', value: 1 };
    const table = resultsTable([row], { title: '<b>' });
    await show(table, 'table');
    expect(shown).toEqual([{ 'text/html': table.html, 'text/plain': table.text }]);
    expect(readdirSync(folder).sort()).toEqual(['table.html', 'table.txt']);
    const page = readFileSync(join(folder, 'table.html'), 'utf8');
    expect(page).toContain('<title>&lt;b&gt;</title>');
    expect(page).toContain(table.html);
    rmSync(folder, { recursive: true });
  });

  it('takes no name that leads elsewhere', async () => {
    await expect(show(curve, '../time')).rejects.toThrow(/no name for a figure/);
    expect(existsSync('../time.svg')).toBe(false);
  });
});

describe('showTable', () => {
  it('shows markup in names and values as text', () => {
    showTable([{ '<b>': '<script>alert("x")</script>', n: 0.123456 }]);
    const html = String(shown[0]?.['text/html']);
    expect(html).not.toMatch(/<script|<b>/);
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(html).toContain('0.123<');
  });

  it('takes a data frame', () => {
    showTable({ columns: ['bag', 'weight'], values: [['a', 0.5], ['b', null]] }); // biome-ignore format: two rows
    expect(shown[0]?.['text/plain']).toBe('bag  weight\n---  ------\na       0.5\nb');
  });

  it('keeps small numbers', () => {
    showTable([{ error: 0.00001234 }]);
    expect(shown[0]?.['text/plain']).toContain('0.0000123');
  });

  it('prints outside a notebook', () => {
    setKernelHost(undefined);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    showTable([{ a: 1 }]);
    expect(log).toHaveBeenCalledWith('a\n-\n1');
  });
});

describe('summary', () => {
  it('stores the exact numbers beside the table', () => {
    summary({ accuracy: 0.123456789 });
    expect(shown[0]?.['application/vnd.mivpg.summary+json']).toEqual({ accuracy: 0.123456789 });
    expect(shown[0]?.['text/plain']).toContain('0.123457');
  });

  it('refuses a number that is not finite', () => {
    expect(() => summary({ loss: Number.NaN })).toThrow(/"loss" is NaN/);
  });
});
