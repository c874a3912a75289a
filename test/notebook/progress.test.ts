import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Interrupted, progress } from '../../lib/notebook';
import { setKernelHost } from '../../lib/notebook/host';
import { bar } from '../../lib/notebook/progress';

const cell = { interrupted: false };
let written = '';

beforeEach(() => {
  cell.interrupted = false;
  written = '';
  setKernelHost({ cell, display: () => {} });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
});
afterEach(() => {
  setKernelHost(undefined);
  vi.restoreAllMocks();
});

describe('progress', () => {
  it('redraws one line and ends it once', () => {
    const { update } = progress(1000, 'training');
    for (let step = 1; step <= 1000; step += 1) update(step, `loss ${step}`);
    update(1000);
    expect(written.split('\n')).toHaveLength(2);
    expect(written.split('\r').length).toBeLessThan(20);
    expect(written).toMatch(/training █{20} 1000\/1000 .* loss 1000 *\n$/);
  });

  it('moves with the items it hands out', async () => {
    const seen: string[] = [];
    for await (const item of progress(2, 'files').iterate(['a', 'b'])) seen.push(item);
    expect(seen).toEqual(['a', 'b']);
    expect(written).toContain('2/2');
  });

  it('throws once the cell was interrupted, even after the next cell began', () => {
    const { update } = progress(10, 'training');
    update(1);
    cell.interrupted = true;
    setKernelHost({ cell: { interrupted: false }, display: () => {} });
    expect(() => update(2)).toThrow(Interrupted);
  });

  it('is silent where nobody looks', () => {
    setKernelHost(undefined);
    const terminal = process.stdout.isTTY;
    process.stdout.isTTY = false;
    progress(1, 'training').update(1);
    process.stdout.isTTY = terminal;
    expect(written).toBe('');
  });
});

describe('bar', () => {
  it('tells elapsed and remaining time', () => {
    expect(bar('x', 1, 4, 30).trimEnd()).toBe(`x ${'█'.repeat(5)}${'░'.repeat(15)} 1/4 30.0 s, 1:30 min left`);
    expect(bar('x', 0, 4, 3).trimEnd()).toBe(`x ${'░'.repeat(20)} 0/4 3.0 s`);
    expect(bar('x', 0, 0, 7200)).toContain('2:00 h');
  });
});
