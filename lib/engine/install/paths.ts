import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The user's cache of this project; `XDG_CACHE_HOME` moves it. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mivpg');
}

/** Where TensorFlow's copies and the addons stand, one folder a wheel. */
export function engineCache(): string {
  return join(cacheFolder(), 'engine');
}

/**
 * The folder of an installed package, or undefined.
 * Looked up on disk each time: `require.resolve` remembers a package that was missing a moment ago.
 */
export function findPackage(name: string): string | undefined {
  const folders = require.resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'package.json')));
}

/** The folder of this package, from its sources and from its built form alike: the nearest one up with a package.json. */
export function packageFolder(from: string = __dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`Found no package.json above ${__dirname}, expected that of this package.`);
  return packageFolder(parent);
}
