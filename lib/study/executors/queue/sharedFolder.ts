import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';

/** Marks a folder, so that another machine can tell whether the folder that it sees is the same one. */
const MARK = '.shared-folder';

/** The mark of a folder, which is made if need be. Of several who mark it at once, all get the first one's. */
export function markFolder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, MARK);
  const own = `${path}.${hostname()}.${process.pid}.partial`;
  writeFileSync(own, randomUUID());
  try {
    linkSync(own, path); // appears with its content
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return readFileSync(path, 'utf8');
}

/** @throws unless a folder is the one with this mark */
export function checkMark(folder: string, mark: string): void {
  let found: string | undefined;
  try {
    found = readFileSync(join(folder, MARK), 'utf8');
  } catch {}
  if (found === mark) return;
  throw new Error(
    `${folder}: ${found === undefined ? 'found no folder of results' : 'found another folder of results'}, expected ` +
      'the one that the jobs were put into the queue for. Mount it here, or say with --folder where it is.',
  );
}

/** The path of a folder within another one. @throws if it is not in it */
export function pathWithin(root: string, folder: string): string {
  const path = relative(root, folder);
  if (!isAbsolute(path) && path.split(/[/\\]/)[0] !== '..') return path;
  throw new Error(`${folder}: found a folder outside of ${root}, which the machines share.`);
}
