import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultFeatureCache, featureOutputs } from '../data/featureCache/space';
import { recogniseLayout } from '../data/layouts/layout';
import type { JobOutcome } from '../study/executors/executor';
import { type FeaturesSpec, featureJobs, featureTypes } from '../study/features';
import { command, oneOf } from './command';
import { executorOf, executorOptions, wholeNumber } from './executorOptions';
import { showJobs } from './showJobs';
import { showStep } from './showStep';
import { stopSignal } from './stopSignal';

const notes = `
The features go to the feature cache, where runs of the study find them. What is there is not computed again, so it may be
stopped and started again at any moment, and any number of processes and machines may work on one cache. Machines of a
queue or a cluster need data, model and cache in the same folders ("mivpg worker --folder" says where else the cache is).

  mivpg features --data coco --model blip2-flan-t5-xl --bfloat16
  mivpg features --data coco --model blip2-flan-t5-xl --cache /mnt/features --queue redis://server/0 --shards 64
`;

/** Parts of a data set for a queue or a cluster, if nothing else is said. */
const SHARDS = 16;

/** `mivpg features`: features of a data set, in one or several processes or on several machines. */
export const features = command({
  options: {
    data: { type: 'string', value: 'folder', required: true, summary: 'a data set: see "mivpg data --help"' },
    model: { type: 'string', value: 'folder', required: true, summary: 'a BLIP-2 checkpoint' },
    output: { type: 'string', value: 'name', summary: `one of ${featureOutputs.join(', ')} (default tokens)` },
    dtype: { type: 'string', value: 'name', summary: `one of ${featureTypes.join(', ')} (default BF16)` },
    bfloat16: { type: 'boolean', summary: 'keep matrices in 16 bits, as the study does at full scale' },
    cache: { type: 'string', value: 'folder', summary: "where the features go (default: the user's cache)" },
    shards: { type: 'string', value: 'n', summary: `parts of the data set (default: one a worker, else ${SHARDS})` },
    ...executorOptions,
    workers: { ...executorOptions.workers, summary: 'processes on this machine (default 1, which takes all cores)' },
  },
  notes,
  async run({ data, model, output, dtype, bfloat16, cache = defaultFeatureCache(), shards, workers, queue, render }) {
    const local = queue === undefined && render === undefined;
    const executor = executorOf({ workers: workers ?? (local ? '1' : undefined), queue, render }, cache);
    const count = wholeNumber('shards', shards, 1) ?? (local ? Math.max(1, Number(workers ?? 1)) : SHARDS);
    recogniseLayout(data);
    if (!existsSync(join(model, 'config.json'))) throw new Error(`${model}: found no config.json, expected a BLIP-2.`);
    const spec: Omit<FeaturesSpec, 'shard'> = {
      data,
      model,
      output: oneOf('output', output, featureOutputs) ?? 'tokens',
      dtype: oneOf('dtype', dtype, featureTypes) ?? 'BF16',
      frozen: bfloat16 ? 'bfloat16' : 'float32',
    };
    const nameOf = ({ spec }: { spec: unknown }) => `part ${(spec as FeaturesSpec).shard.index + 1} of ${count}`;
    const hooks = { ...showJobs(count, nameOf), signal: stopSignal() };
    const outcomes = await executor.run(featureJobs(spec, cache, count), hooks);
    showStep();
    return render === undefined ? report(outcomes, cache) : 0;
  },
});

/** @returns the exit code */
function report(outcomes: readonly JobOutcome[], cache: string): number {
  const counts = outcomes.flatMap((outcome) => (outcome.state === 'done' ? [outcome.value as Counts] : []));
  const sum = (name: keyof Counts) => counts.reduce((total, { [name]: count }) => total + count, 0);
  process.stdout.write(`${sum('computed')} images computed, ${sum('reused')} were there: ${cache}\n`);
  if (outcomes.some(({ state }) => state === 'failed')) return 1;
  return outcomes.some(({ state }) => state === 'open') ? 130 : 0;
}

interface Counts {
  computed: number;
  reused: number;
}
