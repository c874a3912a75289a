import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, from its sources and from its built form alike: the nearest one up with a package.json. */
export function packageFolder(from: string = __dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`Found no package.json above ${__dirname}, expected that of this package.`);
  return packageFolder(parent);
}
