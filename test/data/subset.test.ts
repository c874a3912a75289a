import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subset } from '../../lib/data';
import { temporaryFolder } from './fixtures';

const samples = Array.from({ length: 200 }, (_, i) => ({ id: `id ${i}` }));
const idsOf = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('subset', () => {
  it('is a part of every larger one of its seed, whatever the order of the samples', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), fc.integer(), (a, b, seed) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const inner = idsOf(subset(samples, small, 'test', { seed }));
        const outer = new Set(idsOf(subset([...samples].reverse(), large, 'test', { seed })));
        expect(inner).toHaveLength(small);
        expect(inner.every((id) => outer.has(id))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('takes shares and numbers, in the order of the samples, and other seeds give others', () => {
    expect(subset(samples, 0.01, 'test')).toHaveLength(2);
    expect(subset(samples, 0.001, 'test')).toHaveLength(1);
    expect(subset(samples, 1, 'test')).toHaveLength(1);
    const tenth = subset(samples, 0.1, 'test');
    expect(tenth).toEqual(samples.filter((sample) => tenth.includes(sample)));
    expect(subset(samples, 0.1, 'test', { seed: 2 })).not.toEqual(tenth);
  });

  it.each([0, -1, 201, 1.5, Number.NaN])('refuses the size %d', (size) => {
    expect(() => subset(samples, size, 'test')).toThrow(`Found the subset size ${size}, expected a share`);
  });

  it('keeps its ids in a file, several sizes together, and reads them back', () => {
    const file = join(temporaryFolder(), 'lists', 'subsets.json');
    const [tenth, fifth] = [0.1, 0.2].map((size) => subset(samples, size, 'coco train', { file })) as [
      object[],
      object[],
    ];
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(kept.lists)).toEqual(['20', '40']);
    expect(kept).toMatchObject({ kind: 'subset', of: 'coco train', seed: 1 });
    kept.lists['20'][0] = kept.lists['40'].at(-1);
    writeFileSync(file, JSON.stringify(kept));
    expect(subset(samples, 0.1, 'coco train', { file })).not.toEqual(tenth);
    expect(subset(samples, 0.2, 'coco train', { file })).toEqual(fifth);
    expect(readdirSync(join(file, '..'))).toEqual(['subsets.json']);
  });

  it('refuses a file of other samples, another set or seed, or that was changed', () => {
    const file = join(temporaryFolder(), 'subset.json');
    subset(samples, 10, 'coco train', { file });
    expect(() => subset(samples.slice(1), 10, 'coco train', { file })).toThrow(
      'found lists of other samples than the 199',
    );
    expect(() => subset(samples, 10, 'coco val', { file })).toThrow('found of "coco train", expected "coco val"');
    expect(() => subset(samples, 10, 'coco train', { file, seed: 2 })).toThrow(
      'found seed 1, expected 2: remove the file',
    );
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    kept.lists['10'].push(kept.lists['10'][0]);
    writeFileSync(file, JSON.stringify(kept));
    expect(() => subset(samples, 10, 'coco train', { file })).toThrow('found an id twice in "10"');
    kept.lists['10'].splice(0, 3);
    writeFileSync(file, JSON.stringify(kept));
    expect(() => subset(samples, 10, 'coco train', { file })).toThrow('found 8 ids in "10"');
  });
});
