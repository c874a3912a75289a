import { setImmediate } from 'node:timers/promises';
import { Interrupted, kernelHost } from './host';

/** A one-line progress bar. */
export interface Progress {
  /**
   * Redraw at `done` of the total, with an optional note behind it (a loss, a file name).
   * @throws Interrupted when the cell was interrupted: this is what stops a long loop of the library
   */
  update(done: number, note?: string): void;
  /**
   * The items of `items` one by one, the bar moved after each. Between items an interrupt gets through, even when the
   * loop itself awaits nothing.
   */
  iterate<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T>;
}

const redrawMilliseconds = 100;

/**
 * A progress bar of `total` steps with elapsed and remaining time. It draws in a notebook cell and in a terminal and is
 * silent elsewhere, and needs no await between updates.
 */
export function progress(total: number, label: string): Progress {
  const cell = kernelHost()?.cell;
  const draws = cell !== undefined || process.stdout.isTTY === true;
  const start = performance.now();
  let drawn = Number.NEGATIVE_INFINITY;
  let finished = false;

  function update(done: number, note = ''): void {
    if (cell?.interrupted) throw new Interrupted();
    const now = performance.now();
    const last = done >= total;
    if (!draws || finished || (!last && now - drawn < redrawMilliseconds)) return;
    drawn = now;
    finished = last;
    process.stdout.write(`\r${bar(label, done, total, (now - start) / 1000, note)}${last ? '\n' : ''}`);
  }

  async function* iterate<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
    let done = 0;
    let turned = performance.now();
    update(done);
    for await (const item of items) {
      yield item;
      done += 1;
      if (performance.now() - turned > redrawMilliseconds) {
        await setImmediate(); // signals are seen only when the event loop turns
        turned = performance.now();
      }
      update(done);
    }
  }

  return { update, iterate };
}

const barWidth = 20;

/** The text of a bar; padded, so that a shorter one covers the longer one before it. */
export function bar(label: string, done: number, total: number, seconds: number, note = ''): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
  const filled = Math.round(share * barWidth);
  const drawing = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const remaining = share > 0 && share < 1 ? `, ${clock((seconds / share) * (1 - share))} left` : '';
  const text = `${label} ${drawing} ${done}/${total} ${clock(seconds)}${remaining}${note && ` ${note}`}`;
  return text.padEnd(79);
}

function clock(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = String(Math.floor(seconds % 60)).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest} min`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')} h`;
}
