import { type Experiment, specsOf } from '../../study';
import { command } from '../command';
import { textTable } from '../table';
import { experimentsOf } from './options';

/** `mivpg study list` */
export const list = command({
  arguments: 'experiment...',
  options: {},
  notes: 'Without experiments it lists all; with some it tells what they ask, what the paper says, and what is run.',
  async run(_, names) {
    const chosen = experimentsOf(names, 'all');
    process.stdout.write(names.length === 0 ? overview(chosen) : chosen.map(details).join('\n'));
    return 0;
  },
});

const runsOf = (experiment: Experiment) => String(specsOf([experiment]).length);

function overview(chosen: readonly Experiment[]): string {
  const rows = chosen.map((experiment) => [experiment.name, runsOf(experiment), experiment.title]);
  const width = Math.max(...rows.map(([name]) => name!.length));
  const lines = rows.map(([name, runs, title]) => `${name!.padEnd(width)}  ${runs!.padStart(4)}  ${title}\n`);
  const all = specsOf(chosen).length;
  return `${''.padEnd(width)}  runs\n${lines.join('')}\n${all} runs in all: what experiments share is run once.\n`;
}

function details(experiment: Experiment): string {
  const { name, title, question, claim, notes = [], parts } = experiment;
  const head = [`${name}: ${title}`, question, ...(claim ? [`The paper: "${claim}"`] : []), ...notes];
  const tables = parts.map(({ scenario, language = 't5', rows, sizes }) => {
    const lines = rows.map(({ label, variant = '', paper }) => [label, variant, paper ? `Table ${paper.table}` : '']);
    const where = `\n${scenario}, ${language}; training sizes ${sizes.mini.join(', ')} (full: ${sizes.full.join(', ')})\n`;
    return where + textTable(['', 'variant', 'paper'], lines);
  });
  return `${head.join('\n')}\n${tables.join('')}`;
}
