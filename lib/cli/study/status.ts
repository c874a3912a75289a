import { type Experiment, readShipped, specsOf, stateOf } from '../../study';
import { command } from '../command';
import { textTable } from '../table';
import { experimentsOf, folderOf, runOptions, specOptions } from './options';

/** `mivpg study status` */
export const status = command({
  arguments: 'experiment...',
  options: {
    ...runOptions,
    json: { type: 'boolean', summary: 'print the state of every run as JSON lines' },
  },
  notes: `
Without experiments it tells of all. "finished" are runs in the folder, "shipped" others whose results come with the package,
"begun" those that go on where they were stopped, "damaged" those whose result cannot be read: they go on, too.
`,
  async run({ json, ...values }, names) {
    const chosen = experimentsOf(names, 'all');
    const options = specOptions(values, chosen);
    const shipped = readShipped();
    const states = chosen.map((experiment) => ({
      experiment,
      runs: specsOf([experiment], options).map((spec) => ({ spec, ...stateOf(spec, folderOf(values), shipped) })),
    }));
    for (const { experiment, runs } of json ? states : [])
      for (const { spec, state } of runs)
        process.stdout.write(`${JSON.stringify({ experiment: experiment.name, state, spec })}\n`);
    if (!json) process.stdout.write(report(states));
    return 0;
  },
});

type Run = { spec: ReturnType<typeof specsOf>[number] } & ReturnType<typeof stateOf>;

function report(states: readonly { experiment: Experiment; runs: readonly Run[] }[]): string {
  const count = (runs: readonly Run[], is: (run: Run) => boolean) => String(runs.filter(is).length);
  const rows = states.map(({ experiment, runs }) => [
    experiment.name,
    String(runs.length),
    count(runs, (run) => run.state === 'finished' && !run.shipped),
    count(runs, (run) => run.state === 'finished' && run.shipped),
    count(runs, ({ state }) => state === 'begun'),
    count(runs, ({ state }) => state === 'damaged'),
    count(runs, ({ state }) => state === 'open'),
  ]);
  const faults = new Map(
    states.flatMap(({ runs }) =>
      runs.flatMap((run) => (run.state === 'damaged' ? [[run.fault.where, run.fault.message] as const] : [])),
    ),
  );
  const table = textTable(['', 'runs', 'finished', 'shipped', 'begun', 'damaged', 'open'], rows);
  return table + [...faults.values()].map((message) => `${message}\n`).join('');
}
