import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Redis {
  program: string;
  env: Record<string, string>;
}

/** The redis-server of this machine. @throws where there is none in continuous integration, which has to test with one */
export function findRedis(): Redis | undefined {
  const { status, stdout } = spawnSync(process.execPath, ['tools/redis.mjs', '--find'], { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout) as Redis;
  if (process.env.CI) throw new Error('Found no redis-server, expected the one of `node tools/redis.mjs`.');
  console.log('The queue is not tested: found no redis-server. `node tools/redis.mjs` brings one on Debian.');
  return undefined;
}

/** A redis-server on a socket in a folder of its own, which writes down every command before it answers. */
export class RedisServer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'redis-'));
  readonly address = `unix://${this.folder}/socket`;
  private server?: ChildProcess;

  constructor(private readonly redis: Redis) {}

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const settings = {
      port: '0',
      unixsocket: join(this.folder, 'socket'),
      dir: this.folder,
      appendonly: 'yes',
      appendfsync: 'always',
      save: '',
    };
    const { program, env } = this.redis;
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    this.server = spawn(program, flags, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    await untilReady(this.server);
  }

  async kill(): Promise<void> {
    const ended = once(this.server!, 'exit');
    this.server!.kill('SIGKILL');
    await ended;
  }

  /** Loses everything, as a server that is not told to write anything down. */
  forget(): void {
    rmSync(join(this.folder, 'appendonlydir'), { recursive: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout!.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (/ready to accept connections/i.test(text)) resolve();
    });
    server.once('exit', () => reject(new Error(`redis-server did not start: ${text}`)));
  });
}
