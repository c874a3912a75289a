import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOwned, isRunning } from './owned';

export interface LockOptions {
  signal?: AbortSignal;
  /** Told once, when another process holds the lock. */
  onWait?: (holder: string) => void;
}

/**
 * Runs an action while no other process of this user runs one under the same lock file.
 * A lock whose process is gone is taken over. Two that take over at the same instant may both go on: the lock
 * saves double work, the rename at the end of each action keeps the result whole.
 */
export async function withLock<T>(file: string, action: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  await acquire(file, options);
  try {
    return await action();
  } finally {
    rmSync(file, { force: true });
  }
}

async function acquire(file: string, { signal, onWait }: LockOptions): Promise<void> {
  for (let waited = false; !createOwned(file); waited = true) {
    const holder = readHolder(file);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waited) onWait?.(holder);
    await sleep(300, undefined, { signal });
  }
}

function readHolder(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A process of another host (a shared home) cannot be asked and counts as alive. */
function isAlive(holder: string): boolean {
  const [pid, host] = holder.split(' ');
  return host !== hostname() || isRunning(Number(pid));
}
