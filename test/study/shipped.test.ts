import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readShipped, shippedFolder, writeShipped } from '../../lib/study/shipped';
import { fakeResult, fakeSpec } from './fakes';

const results = [1, 2, 3].map((seed) => fakeResult(fakeSpec({ seed }), 0.2 + seed / 100));
let folder: string;
const file = (name: string) => join(folder, name);
const byId = (list: typeof results) => new Map(list.map((result) => [result.id, result]));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-shipped-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('results that come with the package', () => {
  it('are all there when they are read back', () => {
    writeShipped(results, folder);
    expect(readShipped(folder)).toEqual(byId(results));
    expect(readFileSync(file('runs.jsonl'), 'utf8')).not.toContain('chair');
  });

  it('are the same files in whatever order they come', () => {
    writeShipped(results, folder);
    const before = ['runs.jsonl', 'captions.jsonl.gz'].map((name) => readFileSync(file(name)));
    writeShipped([...results].reverse(), folder);
    expect(['runs.jsonl', 'captions.jsonl.gz'].map((name) => readFileSync(file(name)))).toEqual(before);
  });

  it('keep the references of runs on the same data once', () => {
    const many = Array.from({ length: 300 }, (_, id) => [`${id}`, [`caption ${Math.sin(id)} of a scene`]]);
    const references = Object.fromEntries(many);
    writeShipped([{ ...results[0]!, references }], folder);
    const one = statSync(file('captions.jsonl.gz')).size;
    writeShipped(
      results.map((result) => ({ ...result, references })),
      folder,
    );
    expect(statSync(file('captions.jsonl.gz')).size).toBeLessThan(1.3 * one);
  });

  it('leave out the references of data that do not come with the package', () => {
    const photographs = fakeResult(fakeSpec({ scenario: 'photographs', variant: 'qformer' }));
    const full = fakeResult(fakeSpec({ scale: 'full' }));
    writeShipped([photographs, full, results[0]!], folder);
    const read = readShipped(folder);
    expect(read.get(photographs.id)).toEqual({ ...photographs, references: {} });
    expect(read.get(full.id)!.references).toEqual({});
    expect(read.get(results[0]!.id)).toEqual(results[0]);
  });

  it('may be none', () => {
    expect(readShipped(file('none'))).toEqual(new Map());
    writeShipped([], folder);
    expect(readShipped(folder)).toEqual(new Map());
  });

  it('are refused when damaged or of another version, by line', () => {
    writeShipped(results, folder);
    const text = readFileSync(file('runs.jsonl'), 'utf8');
    writeFileSync(file('runs.jsonl'), text.replace('"version":1,"scenario":"scenes"', '"version":9'));
    expect(() => readShipped(folder)).toThrow(/runs\.jsonl, line 1: found a run of version 9, expected 1/);
    writeFileSync(file('runs.jsonl'), text.replace(/\n/, '\n{\n'));
    expect(() => readShipped(folder)).toThrow(/runs\.jsonl, line 2: found no JSON/);
    writeFileSync(file('runs.jsonl'), text);
    writeFileSync(file('captions.jsonl.gz'), readFileSync(file('captions.jsonl.gz')).subarray(0, 60));
    expect(() => readShipped(folder)).toThrow(/captions\.jsonl\.gz: found no whole gzip file/);
    rmSync(file('captions.jsonl.gz'));
    expect(() => readShipped(folder)).toThrow(/captions\.jsonl\.gz: found no such file/);
  });

  it('are sound in this repository', () => {
    expect(readShipped().size > 0).toBe(existsSync(shippedFolder()));
  });
});
