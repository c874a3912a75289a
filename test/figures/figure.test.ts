import { describe, expect, it } from 'vitest';
import { colours, figure } from '../../lib/figures';

describe('figure', () => {
  it('has the house style, and the caller wins over it', () => {
    const { layout } = figure([], { height: 300, font: { size: 20 }, margin: { l: 5 } });
    expect(layout).toMatchObject({ width: 760, height: 300, colorway: colours, paper_bgcolor: '#FFFFFF' });
    expect(layout.font).toMatchObject({ family: 'DejaVu Sans', size: 20 });
    expect(layout.margin).toMatchObject({ l: 5, b: 60 });
  });

  it('takes titles as text', () => {
    const { layout } = figure([], { title: 'Time', xaxis: { title: 'M' } });
    expect(layout.title).toEqual({ text: 'Time' });
    expect(layout.xaxis).toMatchObject({ title: { text: 'M' }, automargin: true });
  });

  it('styles every axis that a trace draws on', () => {
    const { layout } = figure([{ y: [1] }, { y: [1], xaxis: 'x2', yaxis: 'y3' }]);
    expect(Object.keys(layout).filter((name) => name.includes('axis'))).toEqual(['xaxis', 'yaxis', 'xaxis2', 'yaxis3']);
  });

  it('leaves what it was given untouched', () => {
    const layout = { xaxis: { title: 'M' } };
    const data = [{ type: 'heatmap' as const, z: [[1]] }];
    figure(data, layout);
    expect(layout).toEqual({ xaxis: { title: 'M' } });
    expect(data).toEqual([{ type: 'heatmap', z: [[1]] }]);
  });
});
