import type { ExecutorHooks } from './executor';

/** Hooks that never throw, so that they can be called from anywhere. */
export interface GuardedHooks extends Required<ExecutorHooks> {
  /** Aborted by the caller, or because a hook threw. */
  signal: AbortSignal;
  /** @throws what a hook threw */
  throwIfFailed(): void;
}

export function guardHooks({ onProgress, onOutcome, onNotice, signal }: ExecutorHooks): GuardedHooks {
  const failure = new AbortController();
  const guarded =
    <Inputs extends unknown[]>(hook?: (...inputs: Inputs) => void) =>
    (...inputs: Inputs) => {
      if (failure.signal.aborted) return;
      try {
        hook?.(...inputs);
      } catch (error) {
        failure.abort(error);
      }
    };
  return {
    onProgress: guarded(onProgress),
    onOutcome: guarded(onOutcome),
    onNotice: guarded(onNotice),
    signal: signal ? AbortSignal.any([signal, failure.signal]) : failure.signal,
    throwIfFailed: () => failure.signal.throwIfAborted(),
  };
}

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
