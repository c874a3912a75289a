import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../data';
import { writeWhole } from '../data/writeWhole';
import { StudyError } from './errors';
import { type LanguageKind, languageKinds, type Scale, type ScenarioName, scenarioNames } from './spec';

/** Where a run finds what does not come with the package: plain JSON, to be handed to other processes. */
export interface StudySources {
  /** Folders of full data sets, and of photographs, by scenario. */
  data?: Partial<Record<ScenarioName, string>>;
  /** Folders of BLIP-2, by its language model (default at scale mini: the small ones of this package). */
  models?: Partial<Record<LanguageKind, string>>;
  /** Feature cache (default: the user's). */
  features?: string;
}

/**
 * The BLIP-2 folder of a run.
 * @throws StudyError that says how to get one, where none is named or it is not there
 */
export function modelFolder(language: LanguageKind, scale: Scale, { models }: StudySources = {}): string {
  const named = models?.[language];
  const folder = named ?? (scale === 'mini' ? smallModel(language) : undefined);
  const where = `${language}, scale ${scale}`;
  if (folder === undefined) {
    const what = "found no folder of a BLIP-2, expected one in Hugging Face's layout";
    throw new StudyError('wrong-spec', where, `${what}: name it (models.${language})`);
  }
  if (existsSync(join(folder, 'config.json'))) return folder;
  const help = named ? 'name another folder' : 'make it with `npm run pretrain`';
  throw new StudyError('wrong-spec', where, `found no config.json in ${folder}, expected a BLIP-2: ${help}`);
}

const smallModel = (language: LanguageKind) => join(packageFolder(), 'data', 'models', `mini-blip2-${language}`);

/** A study's sources lie beside its runs, for every process that takes part in it. */
const sourcesFile = (studyFolder: string) => join(studyFolder, 'sources.json');

/** Keeps what differs between users out of specs: the same run has the same id wherever its data lie. */
export function writeSources(studyFolder: string, sources: StudySources): void {
  writeWhole(sourcesFile(studyFolder), `${JSON.stringify(sources, null, 2)}\n`);
}

/**
 * The sources of a study, empty where it names none.
 * @param file another machine's own (default: that of the study's folder) @throws StudyError if the file holds something else
 */
export function readSources(studyFolder: string, file = sourcesFile(studyFolder)): StudySources {
  if (!existsSync(file)) return {};
  let sources: unknown;
  try {
    sources = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StudyError('wrong-spec', file, `found no JSON: ${(cause as Error).message}`, { cause });
  }
  const { data, models, features, ...others } = fieldsOf(sources, file, '');
  const unknown = Object.keys(others)[0];
  if (unknown) throw new StudyError('wrong-spec', file, `found ${unknown}, expected data, models and features`);
  return {
    data: foldersOf(data, scenarioNames, file, 'data'),
    models: foldersOf(models, languageKinds, file, 'models'),
    ...(features === undefined ? {} : { features: folderOf(features, file, 'features') }),
  };
}

function foldersOf<Name extends string>(value: unknown, names: readonly Name[], file: string, field: string) {
  const entries = Object.entries(fieldsOf(value ?? {}, file, field));
  const unknown = entries.find(([name]) => !names.some((known) => known === name));
  if (unknown) throw new StudyError('wrong-spec', file, `${field}: found ${unknown[0]}, expected ${names.join(', ')}`);
  const folders = entries.map(([name, folder]) => [name, folderOf(folder, file, `${field}.${name}`)]);
  return Object.fromEntries(folders) as Partial<Record<Name, string>>;
}

function fieldsOf(value: unknown, file: string, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new StudyError(
    'wrong-spec',
    file,
    `${field || 'the file'}: found ${JSON.stringify(value)}, expected an object`,
  );
}

function folderOf(value: unknown, file: string, field: string): string {
  if (typeof value === 'string') return value;
  throw new StudyError('wrong-spec', file, `${field}: found ${JSON.stringify(value)}, expected a folder's name`);
}
