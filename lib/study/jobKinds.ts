import { basename, dirname } from 'node:path';
import type { Runners } from './executors/runJob';
import type { FeaturesSpec } from './features';
import type { MuskJob } from './muskStudy';
import { readSources } from './sources';

/** Does jobs of every kind; an import at run time names the built file. */
export const runners: Runners = {
  run: async () => {
    const [{ executeRun }, { checkSpec }] = await Promise.all([import('./executeRun.js'), import('./checkSpec.js')]);
    await startEngine();
    return async (spec, context) => {
      const id = basename(context.folder);
      const studyFolder = dirname(dirname(context.folder)); // as `runFolder` has it
      const sources = readSources(studyFolder, process.env.MIVPG_STUDY_SOURCES || undefined);
      const { scores } = await executeRun(checkSpec(spec, { where: id, id }), { ...context, sources });
      return { scores };
    };
  },
  features: async () => {
    const { extractShard } = await import('./featureShard.js');
    await startEngine();
    return (spec, context) => extractShard(spec as FeaturesSpec, context);
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
