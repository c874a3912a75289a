import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Creates a file that says whose it is (process and host), unless it is there: then false. A link appears with its
 * content, so no reader sees the file without an owner.
 */
export function createOwned(path: string): boolean {
  const own = `${path}.${process.pid}.partial`;
  writeFileSync(own, `${process.pid} ${hostname()}`);
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whether a process of this machine runs, be it another user's. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
