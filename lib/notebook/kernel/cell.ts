import { clearTimeout } from 'node:timers';
import { Interrupted, type RunningCell } from '../host';

/** A started timer and the moment (ms since start of the process) it fires; Infinity when it repeats. */
export interface CellTimer {
  readonly handle: NodeJS.Timeout;
  readonly due: number;
}

/** One execution of a cell: all that it has under way, so that an interrupt can stop it. */
export class Cell implements RunningCell {
  interrupted = false;
  readonly timers = new Set<CellTimer>();
  /** One entry for each async function of the cell that is waiting: rejects what it waits for. */
  readonly waiting = new Set<(reason: Interrupted) => void>();

  /** Clear the cell's timers and let every async function of it that waits throw `Interrupted` there. */
  interrupt(): void {
    if (this.interrupted) return;
    this.interrupted = true;
    for (const { handle } of this.timers) clearTimeout(handle);
    this.timers.clear();
    const reason = new Interrupted();
    for (const reject of [...this.waiting]) reject(reason);
    this.waiting.clear();
  }
}
