import { useEngine } from '../engine';
import { crossValidateMusk } from './musk';
import type { MuskJob, MuskMessage } from './muskStudy';

/** A process of `runMuskStudy`: takes one job, tells of each epoch, answers with the result, and ends. */
const tell = (message: MuskMessage) => process.send?.(message);

process.once('message', async (job: MuskJob) => {
  await useEngine();
  const result = await crossValidateMusk({ ...job, onEpoch: (epochsDone) => tell({ epochsDone }) });
  process.send?.({ result } satisfies MuskMessage, () => process.disconnect());
});

// Without its parent nobody waits for the result.
process.once('disconnect', () => process.exit());
