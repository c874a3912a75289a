import { join } from 'node:path';
import { studyReport, writeReportPage } from '../../figures';
import { complexityFile, openResults, readComplexity, shippedFolder } from '../../study';
import { command } from '../command';
import { showStep } from '../showStep';
import { experimentsOf, folderOf, runOptions, specOptions, tellFault } from './options';

/** `mivpg study report` */
export const report = command({
  arguments: '[experiment...]',
  options: {
    ...runOptions,
    out: { type: 'string', value: 'folder', summary: 'where index.html goes, with its files (default: out)' },
  },
  notes: `
Writes a page that shows every figure and table beside the paper's, for a browser without network. Results are those of
the folder, else those that come with the package; an experiment without any says how to make it.
`,
  async run({ out = 'out', ...values }, names) {
    const experiments = experimentsOf(names, 'all');
    const folder = folderOf(values);
    const resultOf = openResults({ folder, onFault: tellFault });
    const complexity = [folder, shippedFolder()].map((at) => readComplexity(join(at, complexityFile))).find(Boolean);
    const options = { ...specOptions(values, experiments), experiments, complexity, date: new Date() };
    showStep('results are read and compared');
    const made = studyReport(resultOf, options);
    showStep('figures are drawn');
    const page = await writeReportPage(made, out);
    showStep();
    process.stdout.write(`${page}\n`);
    return 0;
  },
});
