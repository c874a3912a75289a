import { describe, expect, test, vi } from 'vitest';
import { command } from '../../lib/cli/command';

const run = vi.fn(async (_values: { from: string; size?: string; fast?: boolean }, _files: string[]) => 0);
const copy = command({
  options: {
    from: { type: 'string', value: 'folder', required: true, summary: 'where they are' },
    size: { type: 'string', summary: 'how large they become' },
    fast: { type: 'boolean', summary: 'no checks' },
  },
  arguments: 'file...',
  notes: 'Files are copied.\n',
  run,
});

describe('a command', () => {
  test('gets its options by name, and its arguments', async () => {
    expect(await copy.parse('copy', ['--from', 'a', 'x', '--fast', 'y'])?.()).toBe(0);
    expect(run).toHaveBeenCalledWith({ from: 'a', fast: true }, ['x', 'y']);
  });

  test('does nothing before it is run', () => {
    run.mockClear();
    copy.parse('copy', ['--from', 'a']);
    expect(run).not.toHaveBeenCalled();
  });

  test('prints its help from its definition', () => {
    expect(copy.parse('copy', ['--help'])).toBeUndefined();
    expect(copy.help('copy')).toBe(`Usage: mivpg copy --from <folder> [options] <file...>

  --from <folder>  where they are
  --size <value>   how large they become
  --fast           no checks
  --help           print this help

Files are copied.
`);
  });

  test.each([
    [[], '"copy" needs --from'],
    [['--from'], "Option '--from <value>' argument missing"],
    [['--from', 'a', '--to', 'b'], "Unknown option '--to'"],
    [['--from', 'a', '--fast=yes'], "Option '--fast' does not take an argument"],
  ])('refuses %o', (args, message) => {
    expect(() => copy.parse('copy', args)).toThrow(message);
  });
});
