import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OpenFiles } from '../../../lib/data/featureCache/openFiles';
import { temporaryFolder, writeFiles } from '../fixtures';

const names = ['a', 'b', 'c', 'd', 'e'];

/** Files of a folder that this process has open (Linux tells). */
function openIn(folder: string): string[] {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.startsWith(folder)).map((target) => target.slice(-1));
}

describe.runIf(process.platform === 'linux')('OpenFiles', () => {
  it('closes no file that is in use, and keeps few idle ones', async () => {
    const folder = writeFiles(Object.fromEntries(names.map((name) => [name, `content of ${name}`])));
    const files = new OpenFiles(2);
    const read = (name: string, turns: number) =>
      files.use(join(folder, name), async (file) => {
        for (let turn = 0; turn < turns; turn++) await setImmediate();
        const { buffer, bytesRead } = await file.read(Buffer.alloc(20), 0, 20, 0);
        return buffer.toString('utf8', 0, bytesRead);
      });
    const found = await Promise.all([...names, ...names].map((name, i) => read(name, (i * 7) % 5)));
    expect(found).toEqual([...names, ...names].map((name) => `content of ${name}`));
    expect(openIn(folder)).toHaveLength(2);
    await read('a', 0);
    expect(openIn(folder)).toContain('a');
    await files.close();
    expect(openIn(folder)).toEqual([]);
  });

  it('tries a file again that could not be opened', async () => {
    const folder = temporaryFolder();
    const files = new OpenFiles(2);
    const size = () => files.use(join(folder, 'late'), async (file) => (await file.stat()).size);
    await expect(size()).rejects.toThrow('ENOENT');
    writeFiles({ late: 'here now' }, folder);
    expect(await size()).toBe(8);
    await files.close();
  });
});
