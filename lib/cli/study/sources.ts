import { resolve } from 'node:path';
import { languageKinds, readSources, scenarioNames, writeSources } from '../../study';
import { UsageError } from '../command';

export interface SourceValues {
  data?: string;
  model?: string;
}

/**
 * Keeps the folders of data and models that a command line names, for every process that does a run of the study. What was
 * kept before and is not named again stays.
 * @throws UsageError
 */
export function keepSources(studyFolder: string, { data, model }: SourceValues): void {
  if (data === undefined && model === undefined) return;
  const known = readSources(studyFolder);
  writeSources(studyFolder, {
    ...known,
    data: { ...known.data, ...foldersOf('data', data, scenarioNames) },
    models: { ...known.models, ...foldersOf('model', model, languageKinds) },
  });
}

/** `name=folder,name=folder`, as absolute paths by name. */
function foldersOf(option: string, list: string | undefined, names: readonly string[]): Record<string, string> {
  const entries = (list ?? '').split(',').filter((entry) => entry.trim() !== '');
  return Object.fromEntries(
    entries.map((entry) => {
      const [name, ...rest] = entry.split('=').map((part) => part.trim());
      const folder = rest.join('=');
      if (folder !== '' && names.includes(name!)) return [name!, resolve(folder)];
      throw new UsageError(`--${option}: found "${entry}", expected name=folder, the name one of ${names.join(', ')}`);
    }),
  );
}
