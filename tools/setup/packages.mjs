import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/**
 * Whether `node_modules` holds what the lockfile says. npm keeps its own record of what it installed, written last,
 * so a plain `npm ci` counts and an interrupted one does not.
 */
export function arePackagesInstalled() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}

/** @returns {Record<string, { version?: string, optional?: boolean }>} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return {};
  }
}

/** Installs exactly the lockfile. @throws without packages nothing else works. */
export async function installPackages() {
  const { code, output } = await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code === 0) return;
  // What matters comes first; npm ends with its usage.
  const reason = output.trim().split('\n').slice(0, 10).join('\n');
  throw new Error(`npm ci could not install the lockfile; check the network and run set-up again.\n${reason}`);
}
