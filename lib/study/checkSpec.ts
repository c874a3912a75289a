import { type TrainingOptions, trainingSettings } from '../train/settings';
import { StudyError } from './errors';
import {
  canonicalJson,
  languageKinds,
  type RunSpec,
  runId,
  type ScenarioName,
  scales,
  scenarioNames,
  specVersion,
} from './spec';
import { variantsOf } from './variants';

/** Where a spec comes from, and what it must be. */
export interface CheckSpecOptions {
  /** Where the spec comes from, for messages: a file. */
  where: string;
  /** Whether the variant must be one that there is (default true); results may be of one that was given up. */
  knownVariant?: boolean;
  /** The id that the spec goes by: its folder's name. */
  id?: string;
}

type Fields = Readonly<Record<string, unknown>>;

const fields = ['version', 'scenario', 'scale', 'language', 'variant', 'size', 'seed', 'settings'];

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks what is read as a spec.
 * @throws StudyError `other-version`, or `wrong-spec`: for an unknown field or name (the message lists what there is), an
 * impossible number, and for a spec that does not have the id it goes by, as when it was edited by hand
 */
export function checkSpec(value: unknown, { where, id, knownVariant = true }: CheckSpecOptions): RunSpec {
  const fail = (found: string): never => {
    throw new StudyError('wrong-spec', where, found);
  };
  if (!isFields(value)) return fail(`found ${brief(value)}, expected a run's spec: an object`);
  checkVersion(value.version, where);
  const unknown = Object.keys(value).filter((name) => !fields.includes(name));
  if (unknown.length > 0) fail(`found the field ${unknown.join(', ')}, expected ${fields.join(', ')}`);
  const one = (name: string, allowed: readonly string[]) => {
    if (!allowed.includes(value[name] as string))
      fail(`found the ${name} ${brief(value[name])}, expected one of ${allowed.join(', ')}`);
  };
  one('scenario', scenarioNames);
  one('scale', scales);
  one('language', languageKinds);
  if (knownVariant) one('variant', variantsOf(value.scenario as ScenarioName));
  else if (typeof value.variant !== 'string') fail(`found the variant ${brief(value.variant)}, expected a name`);
  const { size, seed, settings } = value;
  if (size !== 'all' && !(isWhole(size) && size > 0))
    fail(`found the size ${brief(size)}, expected a whole number of at least 1, or "all"`);
  if (!(isWhole(seed) && seed >= 0)) fail(`found the seed ${brief(seed)}, expected a whole number of at least 0`);
  if (!isFields(settings)) return fail(`found the settings ${brief(settings)}, expected an object`);
  if (settings.seed !== seed)
    fail(`found the seed ${brief(settings.seed)} in the settings, expected ${seed}, as of the spec`);
  checkSettings(settings, where);
  const spec = value as unknown as RunSpec;
  if (id !== undefined && runId(spec) !== id)
    fail(
      `found a spec whose id is ${runId(spec)}, expected ${id}: it was edited by hand. ` +
        'Another setting is another run: remove the folder and start that run by its own spec',
    );
  return spec;
}

/** @throws StudyError `wrong-spec` unless they are possible and complete */
function checkSettings(settings: TrainingOptions, where: string): void {
  let complete: unknown;
  try {
    complete = trainingSettings(settings);
  } catch (cause) {
    throw new StudyError('wrong-spec', `${where}, settings`, (cause as Error).message, { cause });
  }
  if (canonicalJson(complete) === canonicalJson(settings)) return;
  throw new StudyError(
    'wrong-spec',
    `${where}, settings`,
    `found a part of them, expected all: ${Object.keys(complete as object).join(', ')}`,
  );
}

/** @throws StudyError `other-version` */
export function checkVersion(version: unknown, where: string): void {
  if (version === specVersion) return;
  throw new StudyError(
    'other-version',
    where,
    `found a run of version ${brief(version)}, expected ${specVersion}: its numbers do not compare with those of this ` +
      'program. Run it anew, or use the release of mivpg that made it',
  );
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/** A value in a message, long ones cut. */
function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
