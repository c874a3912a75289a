import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { paperTables, readPaperTable } from '../../lib/study/paper';

describe("the paper's tables", () => {
  it('are whole: four metrics a method', () => {
    const counts = paperTables.map((table) => readPaperTable(table).length / 4);
    expect(counts).toEqual([6, 5, 4, 2]);
    for (const table of paperTables) {
      const numbers = readPaperTable(table);
      const names = numbers.map(({ dataset, method, metric }) => `${dataset}/${method}/${metric}`);
      expect(new Set(names).size).toBe(numbers.length);
      for (const { mean, deviation } of numbers) expect(deviation).toBeLessThan(mean / 2);
    }
  });

  it('have the numbers that the text states', () => {
    const find = (table: 1 | 2 | 3 | 4, method: string, metric: string, dataset?: string) =>
      readPaperTable(table).find(
        (row) => row.method === method && row.metric === metric && (!dataset || row.dataset === dataset),
      );
    expect(find(1, 'BLIP2-MIVPG', 'BLEU-4')).toMatchObject({ mean: 0.447, deviation: 0.012 });
    expect(find(2, 'BLIP2 Zero-Shot', 'ROUGE-L')).toMatchObject({ mean: 0.264, deviation: 0.003 });
    expect(find(3, 'MIVPG w/ SA', 'CIDEr', 'PatchGastricADC22')).toMatchObject({ mean: 2.961, deviation: 0.242 });
    expect(find(4, 'BLIP2-MIVPG w/o CSA', 'ROUGE-L')).toMatchObject({ mean: 0.494, deviation: 0.123 });
  });

  it('that were damaged are refused by line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mivpg-paper-'));
    try {
      writeFileSync(join(folder, 'table1.csv'), 'dataset,method,metric,mean,deviation\nABO,a,CIDEr,1.5,\n');
      expect(() => readPaperTable(1, folder)).toThrow('table1.csv, line 2: found "" as deviation, expected a number');
      expect(() => readPaperTable(2, folder)).toThrow('missing-file');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
