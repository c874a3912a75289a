import {
  describeSpec,
  type Experiment,
  estimateSeconds,
  openResults,
  openRuns,
  type RunSpec,
  readResult,
  readSources,
  runId,
  runStudy,
  specsOf,
} from '../../study';
import { command } from '../command';
import { type ExecutorValues, executorOf, executorOptions } from '../executorOptions';
import { stopSignal } from '../stopSignal';
import { measure } from './measure';
import { experimentsOf, folderOf, runOptions, specOptions, tellFault } from './options';
import { duration, RunDisplay } from './showRuns';
import { keepSources } from './sources';

/** `mivpg study run` */
export const run = command({
  arguments: 'experiment...',
  options: {
    ...runOptions,
    ...executorOptions,
    data: { type: 'string', value: 'list', summary: 'data of your own, such as photographs=folder,scenes=folder' },
    model: {
      type: 'string',
      value: 'list',
      summary: 'BLIP-2 of your own, by its language model: t5=folder,opt=folder',
    },
    dry: { type: 'boolean', summary: 'print what would be run, and how long it may take' },
  },
  notes: `
Runs go on where they were stopped; a finished one is not repeated, whichever experiment it was for.

  mivpg study run fig4
  mivpg study run table1 table2 --workers 2
  mivpg study run photographs --data photographs=my-photos      a folder in the layout of COCO captions
  mivpg study run all --scale full --data scenes=coco,slides=gastric,products=abo --model t5=blip2-flan-t5-xl,opt=...
`,
  async run({ data, model, dry, ...values }, names) {
    const folder = folderOf(values);
    keepSources(folder, { data, model });
    const chosen = names.includes('all') ? withData(experimentsOf(names), folder) : experimentsOf(names);
    const specs = specsOf(chosen, specOptions(values, chosen));
    if (dry) return list(specs, folder, values);
    for (const experiment of chosen) if (experiment.view === 'cost') await measure(experiment, folder);
    return execute(specs, folder, values);
  },
});

/** Without those whose data nobody has named: said once, not a failure of each run. */
function withData(chosen: readonly Experiment[], folder: string): Experiment[] {
  if (readSources(folder).data?.photographs !== undefined) return [...chosen];
  process.stderr.write('Left out: photographs, of which there are none: --data photographs=folder names them\n');
  return chosen.filter(({ parts }) => parts.every(({ scenario }) => scenario !== 'photographs'));
}

/** Prints the runs that are open. */
function list(specs: readonly RunSpec[], folder: string, { workers = '1' }: ExecutorValues): number {
  const secondsOf = estimator(specs, folder);
  const open = openRuns(specs, folder);
  const times = open.map(secondsOf);
  open.forEach((spec, index) => {
    const seconds = times[index];
    process.stdout.write(
      `${runId(spec)}  ${describeSpec(spec)}${seconds === undefined ? '' : `, ${duration(seconds)}`}\n`,
    );
  });
  const known = times.filter((seconds) => seconds !== undefined);
  const whole = known.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, Number(workers));
  const rest = open.length - known.length;
  const estimate = known.length > 0 ? `; about ${duration(whole)}, as finished runs took` : '';
  const unknown = rest > 0 ? `; of ${rest} nothing alike is finished, so their time is unknown` : '';
  process.stdout.write(`${open.length} of ${specs.length} runs to do${estimate}${unknown}\n`);
  return 0;
}

/** Does the runs that are open. @returns exit code 1 if one failed or is still open */
async function execute(specs: readonly RunSpec[], folder: string, values: ExecutorValues): Promise<number> {
  const executor = executorOf(values, folder);
  const secondsOf = estimator(specs, folder);
  const open = openRuns(specs, folder);
  const weighed = open.every((spec) => secondsOf(spec) !== undefined);
  const display = new RunDisplay();
  const outcomes = await runStudy(specs, {
    folder,
    executor,
    weightOf: weighed ? (spec) => secondsOf(spec)! : undefined,
    onProgress: (progress) => display.progress(progress),
    onOutcome: (spec, outcome, progress) => {
      const result = outcome.state === 'done' ? readResult(folder, runId(spec)) : undefined;
      display.outcome(spec, outcome, progress, result);
    },
    onNotice: (text) => display.notice(text),
    signal: stopSignal(),
  });
  const count = (state: string) => outcomes.filter((outcome) => outcome.state === state).length;
  const [failed, left] = [count('failed'), count('open')];
  const notes = [failed > 0 ? `${failed} failed` : '', left > 0 ? `${left} are open` : ''].filter(
    (text) => text !== '',
  );
  const finished = specs.length - failed - left;
  display.notice(`${finished} of ${specs.length} runs are finished${notes.map((text) => `, ${text}`).join('')}`);
  return failed + left > 0 ? 1 : 0;
}

/** Seconds that a run may take, by all finished runs there are. */
function estimator(specs: readonly RunSpec[], folder: string): (spec: RunSpec) => number | undefined {
  const resultOf = openResults({ folder, onFault: tellFault });
  const finished = specs.flatMap((spec) => resultOf(spec) ?? []);
  return (spec) => estimateSeconds(spec, finished);
}
