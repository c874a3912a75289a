import { formatTables, openResults, scoreTables, tableFormats } from '../../study';
import { command, oneOf } from '../command';
import { experimentsOf, folderOf, runOptions, specOptions, tellFault } from './options';

/** `mivpg study table` */
export const table = command({
  arguments: 'experiment...',
  options: {
    ...runOptions,
    metrics: { type: 'string', value: 'names', summary: "scores and costs to show (default: the paper's four)" },
    format: { type: 'string', value: 'format', summary: `one of ${tableFormats.join(', ')} (default: text)` },
  },
  notes: `
Results are those of the folder, else those that come with the package.

  mivpg study table table1
  mivpg study table table2 --format latex > table2.tex
  mivpg study table all --format csv > results.csv
`,
  async run({ metrics, format: named, ...values }, names) {
    const format = oneOf('format', named, tableFormats) ?? 'text';
    const chosen = experimentsOf(names);
    const options = { ...specOptions(values, chosen), metrics: metrics?.split(',').map((name) => name.trim()) };
    const resultOf = openResults({ folder: folderOf(values), onFault: tellFault });
    const tables = chosen.flatMap((experiment) => scoreTables(experiment, resultOf, options));
    process.stdout.write(formatTables(tables, format));
    return 0;
  },
});
