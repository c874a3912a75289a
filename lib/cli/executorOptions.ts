import { chooseExecutor } from '../study/executors/choose';
import type { Executor } from '../study/executors/executor';
import { UsageError } from './command';

/** Options of commands whose work is done by others: processes, a queue's workers, or a cluster. */
export const executorOptions = {
  workers: { type: 'string', value: 'n', summary: 'processes on this machine (default: one a core); 0: none but this' },
  queue: { type: 'string', value: 'address', summary: 'redis://host:port/db, whose `mivpg worker`s do it' },
  render: { type: 'string', value: 'cluster', summary: 'slurm or kubernetes: write what it needs, and run nothing' },
} as const;

export interface ExecutorValues {
  workers?: string;
  queue?: string;
  render?: string;
}

/** @param root the folder of all results @throws UsageError */
export function executorOf({ workers, queue, render }: ExecutorValues, root: string): Executor {
  try {
    return chooseExecutor({ workers: wholeNumber('workers', workers), queue, render }, root);
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

/** A whole number of at least `minimum`, if there is one. @throws UsageError */
export function wholeNumber(name: string, text: string | undefined, minimum = 0): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= minimum) return value;
  throw new UsageError(`--${name}: found "${text}", expected a whole number of at least ${minimum}`);
}
