import { describe, expect, it } from 'vitest';
import { colours, figure } from '../../lib/figures';
import { template } from '../../lib/figures/theme';

describe('figure', () => {
  it('has the look of all, and the caller wins over it', () => {
    const { layout } = figure([], { height: 300, font: { size: 20 }, margin: { l: 5 } });
    expect(layout).toMatchObject({ width: 760, height: 300, font: { size: 20 }, margin: { l: 5, b: 60 } });
    expect(layout.template).toBe(template);
    expect(template.layout).toMatchObject({ colorway: colours, paper_bgcolor: '#FFFFFF' });
  });

  it('takes titles as text', () => {
    const { layout } = figure([], { title: 'Time', xaxis: { title: 'M' }, yaxis2: { title: { text: 's' } } });
    expect(layout.title).toEqual({ text: 'Time' });
    expect(layout.xaxis).toEqual({ title: { text: 'M' } });
    expect(layout.yaxis2).toEqual({ title: { text: 's' } });
  });

  it('gives a title room, and a line below it more', () => {
    const top = (title?: unknown) => (figure([], { title }).layout.margin as { t: number }).t;
    expect(top('Time')).toBeGreaterThan(top());
    expect(top({ text: 'Time', subtitle: { text: 'on made data' } })).toBeGreaterThan(top('Time'));
  });

  it('gives logarithmic axes their small ticks', () => {
    const { layout } = figure([], { xaxis: { type: 'log' }, yaxis: { type: 'log', dtick: 2 } });
    expect(layout.xaxis).toMatchObject({ dtick: 1, minor: { ticks: 'outside' } });
    expect(layout.yaxis).toMatchObject({ dtick: 2 });
  });

  it('leaves what it was given untouched', () => {
    const layout = { xaxis: { title: 'M' } };
    const data = [{ type: 'heatmap' as const, z: [[1]] }];
    figure(data, layout);
    expect(layout).toEqual({ xaxis: { title: 'M' } });
    expect(data).toEqual([{ type: 'heatmap', z: [[1]] }]);
  });
});
