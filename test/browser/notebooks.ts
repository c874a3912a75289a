import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Notebooks as they are to be opened: to be run, or with what a run by `npm run notebooks` left in them. */
export interface Notebooks {
  run: boolean;
  folder: string;
  names: string[];
}

/** @throws when executed ones are asked for (MIVPG_EXECUTED) and one of them is not there */
export function findNotebooks(): Notebooks {
  const names = readdirSync('notebooks').filter((name) => name.endsWith('.ipynb'));
  const run = !process.env.MIVPG_EXECUTED;
  const folder = run ? 'notebooks' : join('out', 'notebooks');
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) throw new Error(`${folder} lacks ${missing.join(', ')}: run \`npm run notebooks\` first`);
  return { run, folder, names };
}
