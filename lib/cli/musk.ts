import { progress } from '../notebook';
import { extendMuskRecord, muskJobs, muskRecordPath } from '../study';

/** Seeds of the methods that Ilse et al. publish numbers for, and of all others. */
const SEEDS = 3;
const OTHER_SEEDS = 1;

/** Runs the comparison of poolers on musk, as far as it is not recorded yet; hours on two cores. */
export async function musk(): Promise<number> {
  const jobs = muskJobs(SEEDS, OTHER_SEEDS);
  const bar = progress(100, 'cross-validations');
  const record = await extendMuskRecord(jobs, {
    onProgress: (share) => bar.update(Math.floor(100 * share)),
    onResult: ({ dataset, method, seed, accuracy }) =>
      console.log(`\n${dataset}  ${method}  seed ${seed}  accuracy ${accuracy.toFixed(3)}`),
  });
  console.log(`${record.length} results in ${muskRecordPath()}`);
  return 0;
}
