import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cell, CellTimer } from './cell';

type Callback = (...args: unknown[]) => void;

/** Replace the global timers by ones that remember the cell that started them. */
export function trackTimers(currentCell: () => Cell | undefined): void {
  const once = (callback: Callback, delay = 0, ...args: unknown[]) => {
    const cell = currentCell();
    const handle = setTimeout(() => {
      cell?.timers.delete(timer);
      callback(...args);
    }, delay);
    const timer: CellTimer = { handle, due: performance.now() + delay };
    cell?.timers.add(timer);
    return handle;
  };
  const repeated = (callback: Callback, delay = 0, ...args: unknown[]) => {
    const handle = setInterval(callback, delay, ...args);
    currentCell()?.timers.add({ handle, due: Number.POSITIVE_INFINITY });
    return handle;
  };
  const clear = (handle: NodeJS.Timeout) => {
    const cell = currentCell();
    for (const timer of cell?.timers ?? []) if (timer.handle === handle) cell?.timers.delete(timer);
    clearTimeout(handle);
  };
  // The originals carry a symbol with which util.promisify knows them: copy it.
  Object.assign(globalThis, {
    setTimeout: Object.assign(once, setTimeout),
    setInterval: Object.assign(repeated, setInterval),
    clearTimeout: Object.assign(clear, clearTimeout),
    clearInterval: Object.assign(clear, clearInterval),
  });
}

/** Wait until the cell's timers that fire within `patience` ms have fired, so that what they throw still fails the cell. */
export async function timersFired(cell: Cell, patience: number): Promise<void> {
  const end = performance.now() + patience;
  const soon = () => [...cell.timers].filter(({ due, handle }) => due < end && handle.hasRef());
  for (let timers = soon(); timers.length > 0 && performance.now() < end; timers = soon()) {
    const next = Math.min(...timers.map(({ due }) => due));
    await sleep(Math.max(1, next - performance.now()));
  }
}
