import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { engineCache, installEngine, isEngineInstalled, Unavailable } from '../../lib/engine/install';
import { linux, makeSandbox, type Sandbox } from './installFixture';

const tag = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64';
let environment: NodeJS.ProcessEnv;
let sandbox: Sandbox | undefined;

beforeEach(() => {
  environment = { ...process.env };
});
afterEach(() => {
  process.env = environment;
  if (sandbox) rmSync(sandbox.folder, { recursive: true, force: true });
});

function start(options?: Parameters<typeof makeSandbox>[0]) {
  sandbox = makeSandbox(options);
  const lines: string[] = [];
  const install = { machine: linux, tfjsNode: sandbox.tfjsNode, report: (line: string) => lines.push(line) };
  return { sandbox, lines, install, link: join(sandbox.tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node') };
}

describe('installEngine', () => {
  test('fetches by hash, compiles, links, and has nothing left to do afterwards', async () => {
    const { sandbox, install, link } = start();
    expect(isEngineInstalled(install)).toBe(false);
    await installEngine(install);

    expect(isEngineInstalled(install)).toBe(true);
    expect(readlinkSync(link)).toBe(join(engineCache(), tag, 'tfjs_binding-4.22.0.node'));
    expect(readFileSync(link, 'utf8')).toBe('addon\n');
    expect(readdirSync(engineCache())).toEqual([tag]);
    expect(readdirSync(join(engineCache(), tag)).sort()).toEqual(['tensorflow', 'tfjs_binding-4.22.0.node']);
    const download = sandbox.calls().find((call) => call.includes('pip download')) ?? '';
    for (const flag of ['--require-hashes', '--no-deps', '--only-binary=:all:', '--platform manylinux_2_27_x86_64']) {
      expect(download).toContain(flag);
    }
    const count = sandbox.calls().length;
    await installEngine(install);
    expect(sandbox.calls()).toHaveLength(count);
  });

  test('a second checkout only links', async () => {
    const { sandbox, install } = start();
    await installEngine(install);
    const count = sandbox.calls().length;
    rmSync(join(sandbox.tfjsNode, 'lib'), { recursive: true });
    await installEngine(install);
    expect(sandbox.calls()).toHaveLength(count);
    expect(isEngineInstalled(install)).toBe(true);
  });

  test('goes on after a killed set-up: its lock and its half-made folder', async () => {
    const { install } = start();
    const partial = join(engineCache(), `${tag}.partial-1`);
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(engineCache(), `${tag}.lock`), `999999999 ${hostname()}`);
    await installEngine(install);
    expect(readdirSync(engineCache())).toEqual([tag]);
  });

  test('waits for a set-up that is running', async () => {
    const { install, lines } = start();
    mkdirSync(engineCache(), { recursive: true });
    const lock = join(engineCache(), `${tag}.lock`);
    writeFileSync(lock, `${process.pid} ${hostname()}`);
    setTimeout(() => rmSync(lock), 500);
    await installEngine(install);
    expect(lines[0]).toBe(`waiting for the set-up of process ${process.pid} ${hostname()}`);
    expect(isEngineInstalled(install)).toBe(true);
  });

  test('an interruption leaves nothing behind', async () => {
    const { install } = start();
    const controller = new AbortController();
    const report = (line: string) => line.startsWith('unpacking') && controller.abort();
    await expect(installEngine({ ...install, report, signal: controller.signal })).rejects.toThrow(/aborted/);
    expect(readdirSync(engineCache())).toEqual([]);
  });

  test('an addon that computes something else is not linked', async () => {
    const { install, link } = start({ product: '1, 2, 3, 4' });
    await expect(installEngine(install)).rejects.toThrow(/built but does not run .*1 2 3 4/);
    expect(existsSync(link)).toBe(false);
  });

  test.each([
    [['python3'], {}, /^no C\+\+ compiler .* install one/],
    [['c++'], {}, /^no python3 on the PATH.* install it/],
    [['python3', 'c++'], { PIP_FAILS: 'yes' }, /^pip could not fetch tensorflow-cpu \(no network\): check the network/],
    [['python3', 'c++'], { EXTRACT_FAILS: 'yes' }, /^TensorFlow could not be unpacked/],
  ])('with only %s and %o: one line with the fix', async (tools, variables, message) => {
    const { install } = start({ tools });
    Object.assign(process.env, variables);
    const error = await installEngine(install).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Unavailable);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
    expect(readdirSync(engineCache()).filter((name) => name !== tag)).toEqual([]);
  });
});
