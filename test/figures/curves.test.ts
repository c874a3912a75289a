import { describe, expect, it } from 'vitest';
import { type EpochRow, epochCurve, type Figure, learningCurve, looksOf, type ScoreRow } from '../../lib/figures';
import { expectGolden } from './golden';

const row = (variant: string, size: number, seed: number, value: number, metric = 'CIDEr'): ScoreRow => ({
  variant,
  size,
  seed,
  metric,
  value,
});
const rows = [
  row('QFormer', 100, 0, 0.2),
  row('QFormer', 100, 1, 0.4),
  row('QFormer', 1600, 0, 0.8),
  row('QFormer', 1600, 1, 0.8),
  row('MIVPG', 1600, 0, 0.9),
  row('MIVPG', 100, 0, 0.5),
  row('QFormer', 100, 0, 0.05, 'BLEU-4'),
];
const levels = [
  { label: 'blind', metric: 'CIDEr', value: 0.1 },
  { label: 'oracle', metric: 'CIDEr', value: 1.2 },
];
const named = (figure: Figure, name: string) => figure.data.find((trace) => trace.name === name)!;

describe('learningCurve', () => {
  it('is as it was', () =>
    expectGolden(
      learningCurve(rows, {
        title: 'Scores <1>',
        notice: 'made up & small',
        levels,
        paper: [{ variant: 'QFormer', metric: 'CIDEr', size: 100, value: 1.1 }],
      }),
      'learning-curve',
    ));

  it('draws means over seeds in the order of sizes, in a band of one standard deviation', () => {
    const figure = learningCurve(rows, { title: 'Scores', metrics: ['CIDEr'] });
    expect(named(figure, 'QFormer')).toMatchObject({ x: [100, 1600] });
    const [first, second] = named(figure, 'QFormer').y as number[];
    expect([first, second]).toEqual([expect.closeTo(0.3, 9), expect.closeTo(0.8, 9)]);
    expect(named(figure, 'MIVPG')).toMatchObject({ x: [100, 1600], y: [0.5, 0.9] });
    const bands = figure.data.filter((trace) => trace.fill === 'toself');
    expect(bands).toHaveLength(1); // of one seed there is no deviation
    const deviation = Math.sqrt(2 * 0.1 ** 2);
    const y = bands[0]!.y as number[];
    expect([y[0], y.at(-1)]).toEqual([expect.closeTo(0.3 + deviation, 9), expect.closeTo(0.3 - deviation, 9)]);
  });

  it('has the sizes as ticks of a logarithmic axis', () => {
    const { layout } = learningCurve(rows, { title: 'Scores' });
    expect(layout.xaxis).toMatchObject({ type: 'log', tickvals: [100, 1600], ticktext: ['100', '1,600'] });
  });

  it('shows a plot for each metric and lists each variant once, in its own look', () => {
    const figure = learningCurve(rows, { title: 'Scores' });
    const titles = (figure.layout.annotations as { text: string }[]).map(({ text }) => text);
    expect(titles).toEqual(['<b>CIDEr</b>', '<b>BLEU-4</b>']);
    const listed = figure.data.filter((trace) => trace.showlegend !== false).map((trace) => trace.name);
    expect(listed).toEqual(['QFormer', 'MIVPG']);
    expect(named(figure, 'MIVPG').line).toMatchObject({ color: looksOf(['MIVPG']).get('MIVPG')!.color });
  });

  it('labels levels on the side that is away from the curves, and has room for them', () => {
    const { layout } = learningCurve(rows, { title: 'Scores', levels });
    const [, blind, oracle] = layout.annotations as { text: string; yanchor: string }[];
    expect(blind).toMatchObject({ text: 'blind 0.100', yanchor: 'top' });
    expect(oracle).toMatchObject({ text: 'oracle 1.200', yanchor: 'bottom' });
    const [low, high] = (layout.yaxis as { range: [number, number] }).range;
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(1.2);
  });

  it('says what is to be seen', () => {
    const { alt } = learningCurve([row('QFormer', 10, 0, 1)], { title: 'a < b' });
    expect(alt).toBe('a < b. Scores against training samples. CIDEr: QFormer 1.000 at 10.');
  });

  it('refuses what it cannot draw, and says what there is', () => {
    expect(() => learningCurve([], { title: '' })).toThrow('Found no rows of results');
    expect(() => learningCurve([row('a', 10, 0, Number.NaN)], { title: '' })).toThrow(
      /value = NaN in the row .*"variant":"a"/,
    );
    expect(() => learningCurve(rows, { title: '', metrics: ['SPICE'] })).toThrow(
      'Found no results of the metric SPICE; there are: CIDEr, BLEU-4.',
    );
    expect(() => learningCurve(rows, { title: '', variants: ['PPEG'] })).toThrow('there are: QFormer, MIVPG');
  });
});

describe('epochCurve', () => {
  const epochs: EpochRow[] = ['frozen', 'unfrozen'].flatMap((variant, v) =>
    [100, 400].flatMap((size) =>
      [0, 1, 2].flatMap((epoch) => [
        { variant, size, seed: 0, epoch, metric: 'CIDEr', value: 0.1 * epoch * (3 - epoch) + 0.1 * v + size / 4000 },
        { variant, size, seed: 0, epoch, metric: 'loss', value: 3 - epoch },
      ]),
    ),
  );

  it('is as it was', () => expectGolden(epochCurve(epochs, { title: 'Frozen or not' }), 'epoch-curve'));

  it('has a column for each size and a row for each metric, on the same scale', () => {
    const { layout } = epochCurve(epochs, { title: 'Frozen or not' });
    const titles = (layout.annotations as { text: string }[]).map(({ text }) => text);
    expect(titles).toEqual(
      ['CIDEr, 100 samples', 'CIDEr, 400 samples', 'loss, 100 samples', 'loss, 400 samples'].map(
        (text) => `<b>${text}</b>`,
      ),
    );
    const range = (axis: string) => (layout[axis] as { range: number[] }).range;
    expect(range('yaxis')).toEqual(range('yaxis2'));
    expect(range('yaxis3')).not.toEqual(range('yaxis'));
  });

  it('rings the highest score and the lowest loss', () => {
    const { data } = epochCurve(
      epochs.filter(({ size, variant }) => size === 100 && variant === 'frozen'),
      { title: '' },
    );
    const rings = data.filter((trace) => (trace.marker as { symbol?: string }).symbol === 'circle-open');
    expect(rings.map(({ x }) => x)).toEqual([[1], [2]]);
  });

  it('goes without sizes', () => {
    const { layout } = epochCurve(
      epochs.slice(0, 2).map(({ size, ...rest }) => rest),
      { title: '' },
    );
    expect((layout.annotations as { text: string }[])[0]!.text).toBe('<b>CIDEr</b>');
  });
});
