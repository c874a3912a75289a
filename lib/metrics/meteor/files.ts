import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { cacheFolder, packageFolder } from '../../engine/install';
import type { MeteorData } from './meteor';
import type { NonbreakingPrefixes } from './normaliser';
import { type ParaphraseTable, readParaphrases } from './paraphrases';
import { SortedLines } from './sortedLines';
import { Synonyms } from './synonyms';

/** Name of the paraphrase table in its folder. */
export const paraphraseFile = 'paraphrases.bin';

/** Where set-up puts the paraphrase table: one copy a user. Another layout of the file is another folder. */
export function meteorCache(): string {
  return join(cacheFolder(), 'meteor', 'english-1');
}

/** Whether a folder has the paraphrase table. Looks at a file's name only. */
export function hasParaphrases(folder = meteorCache()): boolean {
  return existsSync(join(folder, paraphraseFile));
}

/** @throws if the file cannot be read, or is not whole */
export function loadParaphrases(folder: string): ParaphraseTable {
  const file = join(folder, paraphraseFile);
  return readParaphrases(readFileSync(file), file);
}

/** What the package has itself: all of METEOR's data but the paraphrases. */
export function loadLexicon(): MeteorData {
  const folder = join(packageFolder(), 'data', 'meteor');
  const read = (name: string) => readFileSync(join(folder, name));
  const sorted = (name: string) => new SortedLines(gunzipSync(read(name)));
  const lines = (name: string) =>
    read(name)
      .toString()
      .split('\n')
      .filter((line) => line !== '');
  return {
    synonyms: new Synonyms(sorted('synonyms.txt.gz'), sorted('exceptions.txt.gz')),
    functionWords: new Set(lines('function-words.txt')),
    prefixes: readPrefixes(lines('nonbreaking-prefixes.txt')),
  };
}

/** A prefix a line; `#NUMERIC_ONLY#` behind those that count before a number only, `#` before a comment. */
function readPrefixes(lines: string[]): NonbreakingPrefixes {
  const entries = lines.filter((line) => !line.startsWith('#')).map((line) => line.trim().split(/\s+/));
  return new Map(entries.map(([prefix, remark]) => [prefix!, remark === '#NUMERIC_ONLY#']));
}
