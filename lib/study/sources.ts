import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../data';
import { StudyError } from './errors';
import type { LanguageKind, Scale, ScenarioName } from './spec';

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
