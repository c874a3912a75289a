import { hasParaphrases, loadLexicon, loadParaphrases, meteorCache } from './files';
import { Meteor, type MeteorAlignment } from './meteor';

export { installMeteor, isMeteorInstalled, type MeteorInstallOptions } from './install';
export type { Match as MeteorMatch, Module as MeteorModule } from './matches';
export { Meteor, type MeteorAlignment } from './meteor';
export { meteorScore } from './score';
export type { CaptionCounts as MeteorCounts, MeteorStatistics } from './statistics';

/** Whether paraphrases count, and where they are. */
export interface MeteorOptions {
  /** Folder of the paraphrase table. Default: the one of set-up, in the user's cache. */
  folder?: string;
  /** Whether paraphrases count. Default: if the table is there. */
  paraphrases?: boolean;
}

/** Opened ones by the folder of their table; by '' the one without. */
const opened = new Map<string, Meteor>();

/**
 * Opens METEOR with its data; the same object for the same data. Without the paraphrase table it is METEOR of the exact,
 * stem and synonym modules, and its label says so.
 * @throws if `paraphrases` is true and the table is not there, or if the table is not whole
 */
export function openMeteor({ folder = meteorCache(), paraphrases }: MeteorOptions = {}): Meteor {
  const found = hasParaphrases(folder);
  if (paraphrases && !found) {
    throw new Error(`METEOR's paraphrase table is not in ${folder}: set-up (\`npx mivpg setup\`) puts it there`);
  }
  const table = (paraphrases ?? found) ? folder : '';
  let meteor = opened.get(table);
  if (!meteor) {
    meteor = new Meteor({ ...loadLexicon(), paraphrases: table === '' ? undefined : loadParaphrases(table) });
    opened.set(table, meteor);
  }
  return meteor;
}

/**
 * What METEOR does with a hypothesis and a reference, both tokenized: their words, which of them match and by which
 * module, and the statistics behind the score.
 */
export function alignMeteor(hypothesis: string, reference: string, meteor: Meteor = openMeteor()): MeteorAlignment {
  return meteor.align(hypothesis, reference);
}
