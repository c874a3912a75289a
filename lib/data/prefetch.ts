/** How far work runs ahead of its reader. */
export interface PrefetchOptions {
  /** Results in memory at most: in work, waiting, or in the caller's hands (default 4). */
  ahead?: number;
}

/**
 * Works on items ahead of the caller, several at a time, and gives the results in the order of the items. At most `ahead`
 * results exist at any time; the one that was given counts until the next is asked for. After an error, or when the
 * caller leaves the loop, no further work begins, and what is running is awaited.
 * @param work told to stop by the signal
 */
export async function* prefetch<T, R>(
  items: Iterable<T>,
  work: (item: T, signal: AbortSignal) => Promise<R>,
  { ahead = 4 }: PrefetchOptions = {},
): AsyncGenerator<R> {
  if (!Number.isInteger(ahead) || ahead < 1) {
    throw new Error(`Option ahead: found ${ahead}, expected a whole number of at least 1.`);
  }
  const stop = new AbortController();
  const iterator = items[Symbol.iterator]();
  const pending: Promise<R>[] = [];
  const fill = () => {
    while (pending.length < ahead) {
      const { done, value } = iterator.next();
      if (done) return;
      const result = work(value, stop.signal);
      result.catch(() => {}); // thrown where its turn comes, not as unhandled before
      pending.push(result);
    }
  };
  try {
    for (fill(); pending.length > 0; fill()) {
      yield await pending[0]!;
      pending.shift();
    }
  } finally {
    stop.abort();
    iterator.return?.();
    await Promise.allSettled(pending);
  }
}
