import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadMusk, type MuskName } from '../../lib/data';
import { packageFolder } from '../../lib/engine/install';

describe('loadMusk', () => {
  it.each([
    { name: 'musk1', bags: 92, musks: 47, instances: 476, smallest: 2, largest: 40 },
    { name: 'musk2', bags: 102, musks: 39, instances: 6598, smallest: 1, largest: 1044 },
  ] as const)('reads $name as published', ({ name, bags, musks, instances, smallest, largest }) => {
    const data = loadMusk(name);
    const sizes = data.bags.map((bag) => bag.instances.length);
    expect(data).toMatchObject({ name, width: 166 });
    expect(data.bags).toHaveLength(bags);
    expect(data.bags.filter((bag) => bag.label === 1)).toHaveLength(musks);
    expect(sizes.reduce((a, b) => a + b)).toBe(instances);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([smallest, largest]);
    expect(
      data.bags.every((bag) => bag.instances.every((row) => row.length === 166 && row.every(Number.isInteger))),
    ).toBe(true);
  });

  it('keeps the values and their order', () => {
    const [first] = loadMusk('musk1').bags;
    expect(first).toMatchObject({ id: 1, label: 1 });
    expect(first!.instances.map((row) => row.slice(0, 6))).toEqual([
      [42, -198, -109, -75, -117, 11],
      [42, -191, -142, -65, -117, 55],
      [42, -191, -142, -75, -117, 11],
      [42, -198, -110, -65, -117, 55],
    ]);
  });

  it('names the data sets that there are', () => {
    expect(() => loadMusk('musk3' as MuskName)).toThrow('Unknown data set "musk3": expected musk1 or musk2.');
  });
});

describe('packageFolder', () => {
  it('finds the nearest package.json up, from sources and from a build', () => {
    const root = mkdtempSync(join(tmpdir(), 'package-'));
    mkdirSync(join(root, 'dist', 'data'), { recursive: true });
    writeFileSync(join(root, 'package.json'), '{}');
    expect(packageFolder(join(root, 'dist', 'data'))).toBe(root);
    expect(packageFolder()).toBe(join(__dirname, '../..'));
    rmSync(root, { recursive: true });
  });

  it('says where it looked', () => {
    expect(() => packageFolder('/')).toThrow(/Found no package.json above .+, expected that of this package/);
  });
});
