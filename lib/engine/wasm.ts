import { availableParallelism } from 'node:os';
import { tf } from './tf';
import { withWasmThreads } from './wasmThreads';

let threadsFailed = false;

/**
 * Starts TensorFlow.js's WebAssembly backend, with threads where there are several processors and they start.
 * @returns how many threads it uses
 */
export async function startWasm(): Promise<{ threads: number }> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  const start = () => withoutNewListeners(() => tf.setBackend('wasm'));
  if (availableParallelism() > 1 && !threadsFailed) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    wasm.setThreadsCount(availableParallelism());
    if (await withWasmThreads(start)) return { threads: wasm.getThreadsCount() };
    threadsFailed = true;
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  }
  if (!(await start())) throw new Error('WebAssembly could not start');
  return { threads: wasm.getThreadsCount() };
}

/**
 * Removes what the backend's loader listens to: it would end the process on any error that nobody awaits, which is for
 * the program to decide (a notebook, for one, lives on).
 */
async function withoutNewListeners<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set<unknown>(process.rawListeners(event)));
  try {
    return await start();
  } finally {
    events.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[i]!.has(listener)) process.removeListener(event, listener as () => void);
      }
    });
  }
}
