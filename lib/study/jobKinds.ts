import type { Runners } from './executors/runJob';
import type { MuskJob } from './muskStudy';

/** Does jobs of every kind; an import at run time names the built file. */
export const runners: Runners = {
  run: async () => {
    throw new Error('Runs of the study cannot be run yet.');
  },
  features: async () => {
    throw new Error('Features cannot be extracted yet.');
  },
  musk: async () => {
    const { crossValidateMusk } = await import('./musk.js');
    await startEngine();
    return (spec, { onProgress }) => {
      const job = spec as MuskJob;
      const onEpoch = (done: number) => onProgress(done / (job.epochs ?? 100), `epoch ${done}`);
      return crossValidateMusk({ ...job, onEpoch });
    };
  },
};

/** Not before a job needs it: whoever only hands jobs to others does without. */
async function startEngine(): Promise<void> {
  const { useEngine } = await import('../engine/index.js');
  await useEngine();
}
