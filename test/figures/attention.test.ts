import { describe, expect, it } from 'vitest';
import {
  type Figure,
  headAndQueryPicker,
  imageMaps,
  meanOverHeads,
  type Picture,
  patchMaps,
  rollUp,
} from '../../lib/figures';
import { expectGolden } from './golden';

const picture: Picture = { width: 2, height: 1, data: Uint8Array.from([255, 0, 0, 200, 0, 0]) };
const square = [
  [0.1, 0.2],
  [0.3, 0.4],
];
type Button = { label: string; args: unknown[] };
const menusOf = ({ layout }: Figure) => (layout.updatemenus as { buttons: Button[] }[]).map(({ buttons }) => buttons);
const stepsOf = ({ layout }: Figure) => (layout.sliders as { steps: (Button & { method: string })[] }[])[0]!.steps;

describe('patchMaps', () => {
  const drawn = patchMaps([{ title: 'front', picture, weights: square }, { weights: [[0.5]] }], { title: 'Views' });

  it('is as it was', async () => expectGolden(await drawn, 'patch-maps'));

  it('has all weights on one scale, whose colours buttons choose', async () => {
    const { data, layout } = await drawn;
    expect(data.map(({ coloraxis, colorscale }) => [coloraxis, colorscale])).toEqual([
      ['coloraxis', undefined],
      ['coloraxis', undefined],
    ]);
    expect(layout.coloraxis).toMatchObject({ colorscale: 'Viridis' });
    const [maps, covers] = menusOf(await drawn);
    expect(maps!.map(({ label, args }) => [label, args[0]])).toContainEqual(['Jet', { 'coloraxis.colorscale': 'Jet' }]);
    expect(covers!.map(({ label, args }) => [label, ...args])).toContainEqual(['picture', { opacity: 0 }, [0, 1]]);
  });

  it('says where the largest weights are', async () => {
    expect((await drawn).alt).toContain('Largest weight of front: 0.400 at row 2, column 2.');
  });

  it('refuses what is no grid', async () => {
    await expect(patchMaps([], { title: '' })).rejects.toThrow('Found no views');
    await expect(patchMaps([{ weights: [[1], [1, 2]] }], { title: '' })).rejects.toThrow(
      'Found rows of 1, 2 weights in view 0',
    );
  });
});

describe('imageMaps', () => {
  const heads = [
    [
      [0.25, 0.75],
      [0.5, 0.5],
      [1, 0],
    ],
    [
      [0, 1],
      [0.5, 0.5],
      [0.25, 0.75],
    ],
  ];

  it('is as it was', () => expectGolden(imageMaps(heads, { title: 'Heads' }), 'image-maps'));

  it('has a map for each head, the first query above, on one scale from 0', () => {
    const { data, layout, alt } = imageMaps(heads, { title: 'Heads' });
    expect(data.map(({ z }) => z)).toEqual(heads);
    expect(layout.yaxis).toMatchObject({ range: [3.5, 0.5] });
    expect(layout.coloraxis).toMatchObject({ cmin: 0, cmax: 1 });
    expect(alt).toContain('image 1 42 %, image 2 58 %');
  });

  it('refuses heads of different shapes', () => {
    expect(() => imageMaps([], { title: '' })).toThrow('Found no weights');
    expect(() => imageMaps([heads[0]!, [[1, 0]]], { title: '' })).toThrow(
      'Found weights [1, 2] of head 1, expected [3, 2]',
    );
  });
});

describe('headAndQueryPicker', () => {
  // 2 heads, 2 queries, 2 images of [CLS] and 2 patches.
  const weights = [
    [
      [0, 0.1, 0.2, 0, 0.3, 0.4],
      [0.1, 0.1, 0.2, 0.2, 0.2, 0.2],
    ],
    [
      [0, 0.3, 0.2, 0, 0.1, 0.4],
      [0, 0, 0, 0, 1, 0],
    ],
  ];
  const input = { weights, views: [{ picture }, { title: 'back' }], grid: { rows: 1, columns: 2 } };

  it('is as it was', async () => expectGolden(await headAndQueryPicker(input, { title: 'Choose' }), 'picker'));

  it('chooses head and query apart: a head is which traces are seen, a query is what all of them hold', async () => {
    const drawn = await headAndQueryPicker(input, { title: 'Choose' });
    const [heads] = menusOf(drawn);
    expect(heads!.map(({ label }) => label)).toEqual(['mean of heads', 'head 1', 'head 2']);
    expect(heads![2]!.args).toEqual([{ visible: [false, false, false, false, true, true] }]);
    const steps = stepsOf(drawn);
    expect(steps.map(({ label, method }) => [label, method])).toEqual(
      ['mean', '1', '2'].map((label) => [label, 'restyle']),
    );
    const [{ z }] = steps[1]!.args as [{ z: number[][][] }];
    expect(z).toEqual([[[0.2, 0.2]], [[0.2, 0.4]], [[0.1, 0.2]], [[0.3, 0.4]], [[0.3, 0.2]], [[0.1, 0.4]]]);
    expect(drawn.data.map(({ visible }) => visible)).toEqual([true, true, false, false, false, false]);
    expect(drawn.data[0]!.z).toEqual([[0.125, 0.15]]);
  });

  it('takes whole images as instances, and a choice of heads and queries', async () => {
    const images = [[[0.4, 0.6], [1, 0]], [[0.2, 0.8], [0, 1]]]; // biome-ignore format: two heads
    const drawn = await headAndQueryPicker(
      { weights: images, views: [{}, {}] },
      { title: 'Choose', heads: [1], queries: [0] },
    );
    expect(menusOf(drawn)[0]!.map(({ label }) => label)).toEqual(['mean of heads', 'head 2']);
    const [{ z }] = stepsOf(drawn)[1]!.args as [{ z: number[][][] }];
    expect(z).toEqual([[[0.3]], [[0.7]], [[0.2]], [[0.8]]]);
    expect(drawn.data[0]).toMatchObject({ texttemplate: '<b>%{z:.1%}</b>' });
  });

  it('leaves holes where the grid has no patch', async () => {
    const holes = weights.map((map) => map.map((row) => [...row.slice(0, 5), Number.NaN]));
    const drawn = await headAndQueryPicker({ ...input, weights: holes }, { title: 'Choose' });
    expect(drawn.data[1]).toMatchObject({ z: [[0.4, Number.NaN]], hoverongaps: false });
  });

  it('refuses shapes that do not fit, what is not there, and too much', async () => {
    const fails = (change: object, options: object = {}) =>
      expect(headAndQueryPicker({ ...input, ...change }, { title: '', ...options })).rejects;
    await fails({ grid: { rows: 2, columns: 2 } }).toThrow('Found 6 weights for 2 views, expected 8 or 10.');
    await fails({ grid: undefined }).toThrow('Found 6 weights for 2 views, expected 2.');
    await fails({}, { heads: [2] }).toThrow('Option heads: found 2, expected 0 to 1.');
    const many = Array.from({ length: 12 }, () =>
      Array.from({ length: 32 }, () => new Array<number>(400).fill(1 / 400)),
    );
    await fails({ weights: many, grid: { rows: 10, columns: 20 } }).toThrow(
      'Found 171600 weights, at most 150000 fit a figure',
    );
  });
});

describe('rollUp', () => {
  const cross = [
    [0.9, 0.1, 0],
    [0, 0.2, 0.8],
  ];

  it('of one block that reads the bag is its map', () => {
    expect(rollUp([{ cross }])[1]).toEqual([0, expect.closeTo(0.2, 12), expect.closeTo(0.8, 12)]);
  });

  it('follows queries that read each other: half of what they read, half of what they had', () => {
    const swap = [
      [0, 1],
      [1, 0],
    ];
    const [first] = rollUp([{ cross }, { self: swap }]);
    expect(first).toEqual([0.45, 0.15, 0.4].map((value) => expect.closeTo(value, 12)));
  });

  it('counts late blocks more, and each row sums to 1', () => {
    const even = cross.map((row) => row.map(() => 1 / 3));
    const rolled = rollUp([{ cross: even }, { cross }]);
    for (const row of rolled) expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(rolled[0]![0]).toBeCloseTo((2 * 0.9 + 1 / 3) / 3, 12);
  });

  it('refuses blocks that do not fit', () => {
    expect(() => rollUp([{ self: [[1]] }])).toThrow('Found no block with cross-attention');
    expect(() => rollUp([{ cross }, { cross: [[1]] }])).toThrow(
      'Found cross-attention of block 1 [1, 1], expected [2, 3].',
    );
    expect(() => rollUp([{ cross, self: [[1]] }])).toThrow('Found self-attention of block 0 [1, 1], expected [2, 2].');
  });
});

describe('meanOverHeads', () => {
  it('is the mean', () => expect(meanOverHeads([[[1, 3]], [[3, 5]]])).toEqual([[2, 4]]));
});
