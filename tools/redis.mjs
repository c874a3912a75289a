// Makes sure that there is a redis-server for the tests of the queue: one on the PATH, or else Debian's packages, unpacked into
// the user's cache without being installed. With --find it only looks, and prints what it found as JSON.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { reasonOf, run, Unavailable } from './setup/run.mjs';

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mivpg');
const unpacked = join(cache, 'redis');

/** The server, and what it needs that a machine may lack. */
const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
const advice = 'install Redis 6.2 or newer, so that redis-server is on the PATH';

try {
  if (process.argv.includes('--find')) {
    const redis = find();
    if (redis) console.log(JSON.stringify(redis));
    else process.exitCode = 1;
  } else {
    const { program } = find() ?? (await unpack());
    console.log(`redis          ${program}`);
  }
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.error(`redis          not available: ${error.message}`);
  process.exitCode = 1;
}

/** The first redis-server that starts, with the environment that it needs. */
function find() {
  const folder = join(unpacked, 'usr', 'lib');
  // Debian keeps libraries in a folder that is named after the machine.
  const libraries = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  return [
    { program: 'redis-server', env: {} },
    { program: join(unpacked, 'usr', 'bin', 'redis-server'), env: { LD_LIBRARY_PATH: libraries.join(':') } },
  ].find(({ program, env }) => spawnSync(program, ['--version'], { env: { ...process.env, ...env } }).status === 0);
}

async function unpack() {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(`${unpacked}-`);
  try {
    await download(work);
    for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      await need('dpkg', ['-x', join(work, file), join(work, 'root')], 'dpkg could not unpack it');
    }
    rmSync(unpacked, { recursive: true, force: true });
    renameSync(join(work, 'root'), unpacked);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const redis = find();
  if (!redis) throw new Unavailable(`the redis-server of Debian's packages does not start; ${advice}`);
  return redis;
}

/** A machine that has never looked for packages, or not for long, must do so first. */
async function download(folder) {
  const command = ['-c', 'cd "$0" && apt-get download "$@"', folder, ...packages];
  if ((await run('sh', command)).code === 0) return;
  await run('apt-get', ['update', '-q']);
  await need('sh', command, "apt-get could not download Debian's packages");
}

async function need(command, args, complaint) {
  const { code, output } = await run(command, args);
  if (code !== 0)
    throw new Unavailable(`no redis-server on the PATH, and ${complaint} (${reasonOf(output)}); ${advice}`);
}
