import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requirePackage } from '../../../lib/data';
import { QueueExecutor } from '../../../lib/study/executors/queue/queueExecutor';
import { workQueue } from '../../../lib/study/executors/queue/queueWorker';
import { parseRedisAddress } from '../../../lib/study/executors/queue/redis';
import { checkMark, markFolder, pathWithin } from '../../../lib/study/executors/queue/sharedFolder';
import { temporaryFolder } from '../../data/fixtures';

describe('the address of a queue', () => {
  it.each([
    ['redis://cluster', { host: 'cluster', port: 6379, db: 0 }],
    ['redis://[::1]:7000/3', { host: '::1', port: 7000, db: 3 }],
    ['rediss://me:s%40cret@host', { host: 'host', port: 6379, db: 0, username: 'me', password: 's@cret', tls: {} }],
    ['unix:///run/redis%20a.sock?db=2', { path: '/run/redis a.sock', db: 2 }],
  ])('%s is understood', (text, expected) => {
    expect(parseRedisAddress(text)).toEqual({ ...expected, shown: text.replace('me:s%40cret@', '') });
  });

  it.each(['cluster:6379', 'http://cluster', 'redis://cluster/study', 'unix:///socket?db=x'])(
    '%s is refused',
    (text) => {
      expect(() => parseRedisAddress(text)).toThrow(`Queue: found "${text}", expected redis://host:port/db`);
    },
  );

  it('does not show its password in a message', () => {
    expect(() => parseRedisAddress('redis://me:secret@host/x')).toThrow(/"redis:\/\/host\/x"/);
  });

  it('where no Redis answers is an error at once', async () => {
    const folder = temporaryFolder();
    const address = `unix://${folder}/socket`;
    const message = /Found no Redis at unix:.*socket \(.*ENOENT.*\): start a redis-server there/;
    await expect(new QueueExecutor(address, folder).run([])).rejects.toThrow(message);
    await expect(workQueue(address, {})).rejects.toThrow(message);
  });

  it('needs packages, which the message names', () => {
    expect(() => requirePackage('no-such-package', 'A queue needs', 'bullmq ioredis')).toThrow(
      'A queue needs the package no-such-package, which is not installed: npm install bullmq ioredis',
    );
  });
});

describe('a shared folder', () => {
  it('keeps its mark, by which another machine knows it', () => {
    const [folder, other] = [join(temporaryFolder(), 'new'), temporaryFolder()];
    const mark = markFolder(folder);
    expect(markFolder(folder)).toBe(mark);
    expect(() => checkMark(folder, mark)).not.toThrow();
    expect(() => checkMark(other, mark)).toThrow(/found no folder of results/);
    markFolder(other);
    expect(() => checkMark(other, mark)).toThrow(/found another folder of results/);
  });

  it('holds paths within it only', () => {
    expect(pathWithin('/a/b', '/a/b/c/d')).toBe('c/d');
    expect(pathWithin('/a/b', '/a/b')).toBe('');
    expect(pathWithin('/a/b', '/a/b/..c')).toBe('..c');
    expect(() => pathWithin('/a/b', '/a/bc')).toThrow('/a/bc: found a folder outside of /a/b');
  });
});
