import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Unavailable } from '../../../lib/engine/install';
import { installMeteor, isMeteorInstalled, openMeteor } from '../../../lib/metrics';
import { meteorCache, paraphraseFile } from '../../../lib/metrics/meteor/files';

/** Stands in for Python: "downloads" nothing, "unpacks" a small table; the calls go to a log. */
const python = `#!/bin/sh
echo "python3 $*" >> "$CALLS"
if [ -n "$PIP_FAILS" ] && [ "$3" = download ]; then echo "ERROR: no network" >&2; exit 1; fi
if [ "$1" = -c ]; then
  [ -z "$EXTRACT_FAILS" ] || exit 1
  mkdir -p "$4/pycocoevalcap/meteor/data"
  cp "$TABLE" "$4/pycocoevalcap/meteor/data/paraphrase-en.gz"
fi
`;

let environment: NodeJS.ProcessEnv;
let folder: string;

beforeEach(() => {
  environment = { ...process.env };
  folder = mkdtempSync(join(tmpdir(), 'mivpg-meteor-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['sh', 'mkdir', 'cp']) symlinkSync(`/bin/${name}`, join(bin, name));
  writeFileSync(join(bin, 'python3'), python);
  chmodSync(join(bin, 'python3'), 0o755);
  const [calls, table] = [join(folder, 'calls.txt'), join(folder, 'table.gz')];
  writeFileSync(table, gzipSync('0.5\nmany\na lot of\n'));
  Object.assign(process.env, { PATH: bin, XDG_CACHE_HOME: join(folder, 'cache'), CALLS: calls, TABLE: table });
});
afterEach(() => {
  process.env = environment;
  rmSync(folder, { recursive: true, force: true });
});

const calls = () => {
  const file = join(folder, 'calls.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

describe('installMeteor', () => {
  it('fetches by hash, converts, leaves the table alone in its folder, and has nothing left to do', async () => {
    expect(isMeteorInstalled()).toBe(false);
    expect(openMeteor().label).toBe('METEOR (no paraphrase)');
    const lines: string[] = [];
    await installMeteor({ report: (line) => lines.push(line) });

    expect(isMeteorInstalled()).toBe(true);
    expect(readdirSync(dirname(meteorCache()))).toEqual(['english-1']);
    expect(readdirSync(meteorCache())).toEqual([paraphraseFile]);
    expect(lines).toEqual(["downloading METEOR's paraphrases (104 MB)", 'converting the paraphrases']);
    const download = calls().find((call) => call.includes('pip download')) ?? '';
    for (const flag of ['--require-hashes', '--no-deps', '--only-binary=:all:']) expect(download).toContain(flag);
    const count = calls().length;
    await installMeteor();
    expect(calls()).toHaveLength(count);
    expect(openMeteor().align('many', 'a lot of').matches).toMatchObject([{ module: 'paraphrase', length2: 3 }]);
  });

  it('may run twice at once: the second waits and finds all there', async () => {
    const lines: string[] = [];
    await Promise.all([installMeteor(), installMeteor({ report: (line) => lines.push(line) })]);
    expect(lines).toEqual([expect.stringMatching(/^waiting for the set-up of process \d+/)]);
    expect(calls().filter((call) => call.includes('pip download'))).toHaveLength(1);
  });

  it('goes on after a killed one, and after a table that was deleted', async () => {
    mkdirSync(`${meteorCache()}.partial-1`, { recursive: true });
    mkdirSync(meteorCache());
    await installMeteor();
    expect(readdirSync(dirname(meteorCache()))).toEqual(['english-1']);
    expect(isMeteorInstalled()).toBe(true);
  });

  it.each([
    [
      'pip cannot download',
      { PIP_FAILS: 'yes' },
      /pip could not fetch pycocoevalcap \(no network\): check the network/,
    ],
    ['the wheel cannot be unpacked', { EXTRACT_FAILS: 'yes' }, /METEOR's paraphrases could not be unpacked/],
    ['there is no Python', { PATH: '' }, /no python3 on the PATH, which fetches METEOR's paraphrases: install it/],
  ])('says what to do when %s, and leaves nothing behind', async (_, change, message) => {
    Object.assign(process.env, change);
    const failure = await installMeteor().catch((error: Error) => error);
    expect(failure).toBeInstanceOf(Unavailable);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).not.toContain('\n');
    expect(readdirSync(dirname(meteorCache()))).toEqual([]);
    expect(isMeteorInstalled()).toBe(false);
  });

  it('stops when it is interrupted, and leaves nothing behind', async () => {
    const interruption = new AbortController();
    const report = (line: string) => line.startsWith('converting') && interruption.abort(new Error('stopped'));
    await expect(installMeteor({ report, signal: interruption.signal })).rejects.toThrow(/abort|stopped/);
    expect(readdirSync(dirname(meteorCache()))).toEqual([]);
  });
});
