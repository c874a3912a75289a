import { type Comparison, compareVariants, openResults } from '../../study';
import { command, UsageError } from '../command';
import { showStep } from '../showStep';
import { textTable } from '../table';
import { experimentsOf, folderOf, runOptions, specOptions, tellFault } from './options';

const { only, ...choosing } = runOptions;

/** `mivpg study compare` */
export const compare = command({
  arguments: 'experiment...',
  options: {
    ...choosing,
    pair: { type: 'string', value: 'a,b', summary: 'two variants, in place of the pairs that the experiment is about' },
    json: { type: 'boolean', summary: 'print the comparisons as JSON lines' },
  },
  notes: `
Differences are of the second variant less the first, in the mean over the seeds that both have finished. Intervals (95 %)
and p are those of a paired bootstrap over test samples: what other samples would have changed. Whether other seeds would
have, the differences by seed show. p is that of one comparison: of twenty, one is below 0.05 by chance.
`,
  async run({ pair, json, ...values }, names) {
    const chosen = experimentsOf(names);
    const { variants, ...options } = specOptions(values, chosen);
    const resultOf = openResults({ folder: folderOf(values), onFault: tellFault });
    for (const experiment of chosen) {
      const comparisons = compareVariants(experiment, resultOf, {
        ...options,
        pair:
          pair === undefined
            ? undefined
            : pairOf(
                pair,
                chosen.flatMap(({ parts }) => parts),
              ),
        onProgress: (done, total) => showStep(`${done} of ${total} comparisons`),
      });
      showStep();
      if (json)
        for (const one of comparisons)
          process.stdout.write(`${JSON.stringify({ experiment: experiment.name, ...one })}\n`);
      else
        process.stdout.write(
          `${experiment.title}\n\n${comparisons.map(textOf).join('\n') || 'No two variants with a seed in common are finished.\n'}`,
        );
    }
    return 0;
  },
});

/** @throws UsageError unless it names two variants of the experiments */
function pairOf(text: string, parts: readonly { rows: readonly { variant?: string }[] }[]): [string, string] {
  const known = new Set(parts.flatMap(({ rows }) => rows.flatMap(({ variant }) => variant ?? [])));
  const names = text.split(',').map((name) => name.trim());
  const [first, second, ...rest] = names;
  if (first && second && rest.length === 0 && known.has(first) && known.has(second)) return [first, second];
  throw new UsageError(`--pair: found "${text}", expected two of ${[...known].join(', ')}, with a comma between them`);
}

function textOf({ scenario, language, first, second, size, seeds, tests }: Comparison): string {
  const head = `${second} less ${first} (${scenario}, ${language}, ${size} samples, seeds ${seeds.join(', ')})\n`;
  const rows = Object.entries(tests).map(([metric, { difference, interval, p, bySeed }]) => [
    metric,
    signed(difference),
    `${signed(interval.low)} to ${signed(interval.high)}`,
    p.toFixed(3),
    bySeed.map(signed).join(' '),
  ]);
  return head + textTable(['', 'difference', '95 % interval', 'p', 'by seed'], rows);
}

const signed = (value: number) => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
