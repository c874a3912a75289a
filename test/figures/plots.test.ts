import { describe, expect, it } from 'vitest';
import {
  type CostRow,
  complexityPlot,
  type Picture,
  patchGallery,
  ppegDrawing,
  type SlidePatch,
  slideOverlay,
} from '../../lib/figures';
import { squareGrid } from '../../lib/mil/grid';
import { expectGolden } from './golden';

describe('complexityPlot', () => {
  const rows: CostRow[] = ['SA', 'CSA'].flatMap((name) =>
    [64, 256, 1024].flatMap((size) => [
      { name, against: 'instances, M', size, quantity: 'time, s', value: 1e-6 * size ** (name === 'SA' ? 2 : 1) },
      { name, against: 'instances, M', size, quantity: 'memory, bytes', value: 512 * size },
    ]),
  );

  it('is as it was', () => expectGolden(complexityPlot(rows, { title: 'Cost' }), 'complexity'));

  it('says the exponents of growth over the largest sizes', () => {
    const bent = [{ ...rows[0]!, size: 16, value: 1e-3 }, ...rows];
    const { data, alt } = complexityPlot(bent, { title: 'Cost' });
    expect(data.map(({ name }) => name)).toEqual(
      ['SA ∝ M<sup>2.00</sup>', 'CSA ∝ M<sup>1.00</sup>', 'SA ∝ M<sup>1.00</sup>', 'CSA ∝ M<sup>1.00</sup>'], // biome-ignore format: by plot
    );
    expect(alt).toContain('time, s of SA grows as instances, M to the power of 2.00');
  });

  it('has a column of plots for each variable, and a legend in each plot', () => {
    const both = [...rows, ...rows.map((row) => ({ ...row, against: 'images, N' }))];
    const { data, layout } = complexityPlot(both, { title: 'Cost' });
    expect((layout.xaxis2 as { title: object }).title).toEqual({ text: 'images, N' });
    expect((layout.annotations as { text: string }[]).map(({ text }) => text)).toEqual(
      ['time, s', 'time, s', 'memory, bytes', 'memory, bytes'].map((text) => `<b>${text}</b>`),
    );
    expect([...new Set(data.map(({ legend }) => legend))]).toEqual(['legend', 'legend2', 'legend3', 'legend4']);
  });

  it('names no exponent of a single size, and refuses what has no logarithm', () => {
    expect(complexityPlot(rows.slice(0, 1), { title: '' }).data[0]!.name).toBe('SA');
    expect(() => complexityPlot([{ ...rows[0]!, value: 0 }], { title: '' })).toThrow(
      'expected a positive size and value',
    );
  });
});

describe('ppegDrawing', () => {
  const { rows, columns, cells } = squareGrid([7], 7);
  const square = { rows, columns, cells: cells[0]! };

  it('is as it was', () => expectGolden(ppegDrawing(square, { title: 'PPEG' }), 'ppeg'));

  it('tells apart instances, those that stand again, and empty cells', () => {
    const names = (grid: typeof square) =>
      ppegDrawing(grid, { title: '' })
        .data.slice(0, -3)
        .map(({ name, x }) => [name, (x as number[]).length]);
    expect(names(square)).toEqual([
      ['instance', 7],
      ['an instance again', 2],
    ]);
    expect(names({ rows: 1, columns: 3, cells: [0, -1, 1] })).toEqual([
      ['instance', 2],
      ['no instance', 1],
    ]);
  });

  it('frames what each kernel sees around an instance, and counts it', () => {
    const grid = { rows: 5, columns: 9, cells: Array.from({ length: 45 }, (_, i) => (i === 21 ? -1 : i)) };
    const { data, alt } = ppegDrawing(grid, { title: 'PPEG', instance: 22 });
    expect(data.at(-1)).toMatchObject({
      name: 'kernel 3 × 3',
      x: [2.5, 5.5, 5.5, 2.5, 2.5],
      y: [0.5, 0.5, 3.5, 3.5, 0.5],
    });
    expect(alt).toContain(
      'Around instance 22: 7 x 7 sees 34 instances, 5 x 5 sees 24 instances, 3 x 3 sees 8 instances.',
    );
  });

  it('numbers cells that have room, and always the chosen one', () => {
    const large = { rows: 40, columns: 40, cells: Array.from({ length: 1600 }, (_, i) => i) };
    const texts = (ppegDrawing(large, { title: '', instance: 800 }).layout.annotations as { text: string }[]).map(
      ({ text }) => text,
    );
    expect(texts).toEqual(['<b>800</b>']);
  });

  it('refuses what is no grid, and an instance that is not there', () => {
    expect(() => ppegDrawing({ ...square, rows: 4 }, { title: '' })).toThrow('Found 9 cells, expected 4 x 3 = 12.');
    expect(() => ppegDrawing(square, { title: '', instance: 7 })).toThrow('Found no instance 7 on the grid');
    expect(() => ppegDrawing({ rows: 1, columns: 1, cells: [-1] }, { title: '' })).toThrow('Found no instance');
  });
});

const red: Picture = { width: 2, height: 2, data: new Uint8Array(12).fill(200) };
const patches: SlidePatch[] = [
  { row: 3, column: 10, weight: 0.2, picture: red },
  { row: 3, column: 12, weight: 0.5, picture: red },
  { row: 4, column: 11, weight: 0.3, picture: red },
];

describe('slideOverlay', () => {
  const drawn = slideOverlay(patches, { title: 'Slide', top: 2 });

  it('is as it was', async () => expectGolden(await drawn, 'slide'));

  it('draws weights where patches lie, and none elsewhere, over the slide', async () => {
    const { data, layout } = await drawn;
    expect(data[0]).toMatchObject({ z: [[0.2, null, 0.5], [null, 0.3, null]], x0: 10, y0: 3 }); // biome-ignore format: two rows
    expect(layout).toMatchObject({ xaxis: { range: [9.5, 12.5] }, yaxis: { range: [4.5, 2.5] } });
    expect(layout.images).toHaveLength(1);
  });

  it('numbers the heaviest', async () => {
    const { data, layout, alt } = await drawn;
    expect(data[1]).toMatchObject({ text: ['1', '2'] });
    expect((layout.shapes as { x0: number; y0: number }[]).map(({ x0, y0 }) => [x0, y0])).toEqual([[11.5, 2.5], [10.5, 3.5]]); // biome-ignore format: pairs
    expect(alt).toBe('Slide. 3 patches. The heaviest patches: row 3, column 12 (50 %); row 4, column 11 (30 %).');
  });

  it('goes without pictures', async () => {
    const { data, layout } = await slideOverlay(
      patches.map(({ picture, ...patch }) => patch),
      { title: 'Slide' },
    );
    expect(layout.images).toEqual([]);
    expect(data[0]!.opacity).toBe(1);
    expect(layout.updatemenus).toHaveLength(1);
  });

  it('refuses places that are none', async () => {
    const [first] = patches as [SlidePatch];
    await expect(slideOverlay([], { title: '' })).rejects.toThrow('Found no patches');
    await expect(slideOverlay([first, first], { title: '' })).rejects.toThrow('Two patches lie at row 3, column 10.');
    await expect(slideOverlay([{ ...first, row: 0.5 }], { title: '' })).rejects.toThrow('at row 0.5, column 10');
  });
});

describe('patchGallery', () => {
  it('shows the heaviest, with their weights', async () => {
    const { layout, alt } = await patchGallery(patches, { title: 'Patches', top: 2 });
    expect((layout.annotations as { text: string }[]).map(({ text }) => text)).toEqual(['1: 50 %', '2: 30 %']);
    expect(alt).toContain('row 3, column 12 (50 %)');
  });

  it('needs their pictures', async () => {
    await expect(patchGallery([{ row: 1, column: 2, weight: 1 }], { title: '' })).rejects.toThrow(
      'The patch at row 1, column 2 has no picture.',
    );
  });
});
