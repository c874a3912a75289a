import { checkOption } from '../../nn/options';
import { runners } from '../jobKinds';
import { ChildProcesses } from './childProcesses';
import type { Executor } from './executor';
import { InProcess } from './inProcess';
import { QueueExecutor } from './queue/queueExecutor';
import { Renderer, renderTargets } from './render/renderer';

/** One of the three, or nothing: then child processes, one a core. */
export interface ExecutorChoice {
  /** Child processes at a time on this machine; 0: in this process, one job after the other. */
  workers?: number;
  /** Address of Redis, from which workers on any machine take the jobs: see `parseRedisAddress`. */
  queue?: string;
  /** `slurm` or `kubernetes`: writes what the cluster needs, and runs nothing. */
  render?: string;
}

/**
 * @param root the folder of all results: a queue's workers share it, and what is rendered goes there
 * @throws for more than one choice, or an impossible one
 */
export function chooseExecutor(choice: ExecutorChoice, root: string): Executor {
  const chosen = Object.entries(choice).filter(([, value]) => value !== undefined);
  if (chosen.length > 1) {
    throw new Error(`Found ${chosen.map(([name]) => name).join(' and ')}, expected one of them.`);
  }
  const { workers, queue, render } = choice;
  if (queue !== undefined) return new QueueExecutor(queue, root);
  if (render !== undefined) {
    checkOption('render', render, renderTargets);
    return new Renderer(render, root);
  }
  return workers === 0 ? new InProcess(runners) : new ChildProcesses({ workers });
}
