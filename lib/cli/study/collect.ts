import { collectResults, shippedFolder, specsOf } from '../../study';
import { command } from '../command';
import { experimentsOf, folderOf, runOptions, specOptions } from './options';

/** `mivpg study collect` */
export const collect = command({
  arguments: 'experiment...',
  options: {
    ...runOptions,
    to: { type: 'string', value: 'folder', summary: 'where they go (default: data/results of this package)' },
  },
  notes: `
Without experiments it collects the finished runs of all. Runs of the same scenario, variant, size and seed that were made with
other settings are replaced. References of data that do not come with the package are left out.
`,
  async run({ to = shippedFolder(), ...values }, names) {
    const chosen = experimentsOf(names, 'all');
    const specs = specsOf(chosen, specOptions(values, chosen));
    const { added, replaced, total } = collectResults(specs, folderOf(values), to);
    process.stdout.write(`${added} finished runs collected, ${replaced} replaced; ${total} in ${to}\n`);
    return 0;
  },
});
