import { expect, it } from 'vitest';
import { type DifferenceRow, differenceCurve } from '../../lib/figures';
import { expectGolden } from './golden';

const row = (pair: string, size: number, difference: number): DifferenceRow => ({
  pair,
  size,
  difference,
  interval: { low: difference - 0.02, high: difference + 0.03 },
  bySeed: [difference - 0.01, difference + 0.01],
});
const options = { title: 'Does it help?', notice: 'drawn scenes', metric: 'CIDEr' };
const [ppeg, csa] = ['PPEG less QFormer', 'CSA less <b>PPEG</b>'];

it('draws each pair with its intervals and seeds, sizes in order, beside the others', async () => {
  const figure = differenceCurve([row(ppeg, 500, 0.01), row(ppeg, 62, 0.05), row(csa, 62, -0.01)], options);
  const [seeds, line, , other] = figure.data;
  expect(line!.y).toEqual([0.05, 0.01]);
  expect((line!.error_y as { array: number[] }).array[0]).toBeCloseTo(0.03);
  expect((line!.error_y as { arrayminus: number[] }).arrayminus[0]).toBeCloseTo(0.02);
  expect(seeds!.y).toHaveLength(4);
  expect((line!.x as number[])[0]).toBeLessThan((other!.x as number[])[0]!);
  expect(other!.name).toBe('CSA less &lt;b&gt;PPEG&lt;/b&gt;');
  expect(figure.alt).toContain('PPEG less QFormer, 62: +0.050 (+0.030 to +0.080)');
  await expectGolden(figure, 'difference-curve');
});

it('refuses rows without numbers, and no rows', () => {
  expect(() => differenceCurve([row(ppeg, 62, Number.NaN)], options)).toThrow('Found difference = NaN');
  expect(() => differenceCurve([], options)).toThrow('Found no rows of results');
});
