import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { doctor } from '../../lib/cli/doctor';
import { main } from '../../lib/cli/main';
import { measureEngine } from '../../lib/cli/speed';

let written: string;
beforeEach(() => {
  written = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += text;
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

describe('mivpg', () => {
  test.each([
    [[], 'A command is missing'],
    [['fly'], 'Unknown command "fly"'],
    [['toString'], 'Unknown command "toString"'],
    [['--fast'], 'Unknown option "--fast"'],
  ])('%o is answered with the usage and exit code 2', async (args, message) => {
    expect(await main(args)).toBe(2);
    expect(written).toContain(message);
    expect(written).toContain('Usage: mivpg <command>');
  });

  test.each([
    [['doctor', 'now'], '"doctor" takes no arguments, found: now'],
    [['doctor', '--fast'], "Unknown option '--fast'"],
  ])('%o is answered with the help of the command and exit code 2', async (args, message) => {
    expect(await main(args)).toBe(2);
    expect(written).toContain(message);
    expect(written).toContain('Usage: mivpg doctor [options]');
  });

  test('--help prints the commands, or the options of one', async () => {
    expect(await main(['--help'])).toBe(0);
    expect(written).toMatch(/^Usage: mivpg <command>/);
    written = '';
    expect(await main(['doctor', '-h'])).toBe(0);
    expect(written).toMatch(/^Usage: mivpg doctor \[options\]\n\n {2}--help {2}print this help\n$/);
  });
});

describe('doctor', () => {
  test('prints each part of the state', async () => {
    const measure = async (engine = 'wasm') =>
      engine === 'native'
        ? { error: 'its addon is not built' }
        : { name: engine, why: 'the fastest that is here', threads: 2, gigaflops: 17.6, versions: {} };
    expect(await doctor(measure)).toBe(0);
    expect(written).toMatch(/^Engine +wasm, 2 threads: the fastest that is here$/m);
    expect(written).toMatch(/^ +native +- \(its addon is not built\)$/m);
    expect(written).toMatch(/^ +wasm +18 GFLOP\/s/m);
    for (const part of ['Kernel', 'Versions', 'Data', 'Disk'])
      expect(written).toMatch(new RegExp(`^${part} +\\S`, 'm'));
    expect(written).toMatch(/^ +METEOR: with/m);
    expect(written).toContain(process.versions.node);
  });

  test('measures an engine, and says why one does not start', async () => {
    expect(await measureEngine('wasm')).toMatchObject({ name: 'wasm', gigaflops: expect.any(Number) });
    expect(await measureEngine('abacus')).toEqual({ error: expect.stringContaining('Unknown engine "abacus"') });
  });
});
