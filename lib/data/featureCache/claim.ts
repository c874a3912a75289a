import { readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { createOwned, isRunning } from '../../engine/install/owned';

/** A claim that nobody has renewed for so long is free, whoever made it. */
const STALE_MILLISECONDS = 10 * 60_000;
/** Renewals closer than this are not worth a call. */
const RENEWAL_MILLISECONDS = 5_000;

/**
 * A process's word that it is at a piece of work, so that others do another piece. It saves double work, no more: should
 * two processes do the same piece, they write the same file.
 */
export class Claim {
  private renewed = Date.now();

  private constructor(private readonly path: string) {}

  /** Claims a piece of work, or gives undefined if another process is at it. */
  static take(path: string): Claim | undefined {
    if (createOwned(path)) return new Claim(path);
    if (!isStale(path)) return undefined;
    discard(path);
    return createOwned(path) ? new Claim(path) : undefined;
  }

  /** Says that the work goes on. */
  renew(): void {
    const now = Date.now();
    if (now - this.renewed < RENEWAL_MILLISECONDS) return;
    this.renewed = now;
    try {
      utimesSync(this.path, new Date(now), new Date(now));
    } catch {
      // Taken for stale and discarded: the work is done twice, and that is all.
    }
  }

  release(): void {
    rmSync(this.path, { force: true });
  }
}

/** Renamed first: of two that discard a claim, one fails here, and cannot remove the new claim of the other. */
function discard(path: string): void {
  const away = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, away);
  } catch {
    return;
  }
  rmSync(away, { force: true });
}

/** Whether the owner of a claim is gone: its process ended, or it has not renewed the claim for long. */
export function isStale(path: string): boolean {
  try {
    const [pid, host] = readFileSync(path, 'utf8').split(' ');
    if (Date.now() - statSync(path).mtimeMs > STALE_MILLISECONDS) return true;
    return host === hostname() && !isRunning(Number(pid));
  } catch {
    return false; // released in this moment
  }
}
