import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

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
