import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Notebooks as they are to be opened: to be run, or with what a run by `npm run notebooks` left in them. */
export interface Notebooks {
  run: boolean;
  folder: string;
  names: string[];
}

/** @throws when executed ones are asked for (MIVPG_EXECUTED) and one of them is not there */
export function findNotebooks(): Notebooks {
  const names = readdirSync('notebooks').filter((name) => name.endsWith('.ipynb') && hasWhatItNeeds(name));
  const run = !process.env.MIVPG_EXECUTED;
  const folder = run ? 'notebooks' : join('out', 'notebooks');
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length > 0) throw new Error(`${folder} lacks ${missing.join(', ')}: run \`npm run notebooks\` first`);
  return { run, folder, names };
}

/** Whether the folders are there that a notebook needs; `npm run notebooks` skips one without, and says so. */
function hasWhatItNeeds(name: string): boolean {
  const needs: Record<string, string[]> = JSON.parse(readFileSync(join('test', 'notebooks', 'needs.json'), 'utf8'));
  return (needs[name.replace('.ipynb', '')] ?? []).every((folder) => existsSync(folder));
}
