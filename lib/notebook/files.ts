import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Write files into a folder so that a reader never meets half a file: beside first, then renamed. */
export function writeFiles(folder: string, files: Record<string, string | Buffer>): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files))
    replace(join(folder, name), (path) => writeFileSync(path, content));
}

/** Copy `source` to `folder/name` unless it is there. */
export function copyOnce(source: string, folder: string, name: string): void {
  mkdirSync(folder, { recursive: true });
  const target = join(folder, name);
  if (!existsSync(target)) replace(target, (path) => copyFileSync(source, path));
}

function replace(path: string, write: (path: string) => void): void {
  const beside = `${path}.${process.pid}.part`;
  write(beside);
  renameSync(beside, path);
}
