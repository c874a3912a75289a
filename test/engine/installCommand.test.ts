import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../lib/engine/install/command';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mivpg-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The process id that the command wrote, once it is there. */
async function readPid(): Promise<string> {
  const file = join(folder, 'pid');
  while (!existsSync(file) || readFileSync(file, 'utf8') === '') await sleep(5);
  return readFileSync(file, 'utf8').trim();
}

function isRunning(pid: string): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) [ZX]/.test(readFileSync(file, 'utf8'));
}

describe('runCommand', () => {
  it('returns the exit code and what was written; 127 where there is no such command', async () => {
    const { code, stdout, output } = await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3']);
    expect([code, stdout, output]).toEqual([3, 'out\n', 'out\n\nerr']);
    expect((await runCommand('no-such-command-here', [])).code).toBe(127);
  });

  it('throws at an abort only when the command and its own children are gone', async () => {
    const controller = new AbortController();
    const script = `sleep 600 & echo $! > ${folder}/pid; wait`;
    const running = runCommand('sh', ['-c', script], { signal: controller.signal });
    const pid = await readPid();
    expect(isRunning(pid)).toBe(true);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(isRunning(pid)).toBe(false);
  });

  it('does not start under an aborted signal', async () => {
    const script = `touch ${folder}/started`;
    await expect(runCommand('sh', ['-c', script], { signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
    expect(existsSync(join(folder, 'started'))).toBe(false);
  });
});
