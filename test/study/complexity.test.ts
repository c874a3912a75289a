import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureComplexity, readComplexity, writeComplexity } from '../../lib/study/complexity';
import { describeEngines } from '../engines';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-complexity-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeEngines('measureComplexity', () => {
  it('has time and memory of every method at every size', async () => {
    const seen: string[] = [];
    const { rows, notice } = await measureComplexity({
      methods: ['AB-MIL, CSA', 'patches concatenated, CSA'],
      images: [1],
      patches: [64],
      fixedPatches: 3,
      fixedImages: 2,
      shape: { instanceWidth: 8, width: 8, queries: 2, layers: 1, heads: 2 },
      onProgress: (done, total, text) => seen.push(`${done} of ${total}: ${text}`),
    });
    expect(rows).toHaveLength(2 * 2 * 2);
    expect(rows.every(({ value }) => value > 0)).toBe(true);
    expect(seen).toHaveLength(4);
    expect(seen[0]).toBe('1 of 4: AB-MIL, CSA, 1 images, N');
    expect(notice).toMatch(/R = 2, 1 blocks of width 8; 3 patches where N grows, 2 images where P grows/);
    const memory = (size: number) => rows.find((row) => row.size === size && row.quantity === 'memory, bytes')!.value;
    expect(memory(64)).toBeGreaterThan(4 * memory(1));
  });
});

it('keeps a measurement', () => {
  const path = join(folder, 'complexity.json');
  const row = { name: 'AB-MIL', against: 'images, N', size: 2, quantity: 'time, s', value: 0.1 };
  const record = { version: 1, notice: 'here', rows: [row] } as const;
  expect(readComplexity(path)).toBeUndefined();
  writeComplexity(path, record);
  expect(readComplexity(path)).toEqual(record);
  writeFileSync(path, '{');
  expect(() => readComplexity(path)).toThrow(/complexity\.json: found no whole JSON text/);
  writeFileSync(path, '{"version":2}');
  expect(() => readComplexity(path)).toThrow(/found version 2, expected 1: measure anew/);
  writeFileSync(path, '{"version":1}');
  expect(() => readComplexity(path)).toThrow('found no list "rows"');
});
