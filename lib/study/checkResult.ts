import { checkSpec, checkVersion } from './checkSpec';
import { StudyError } from './errors';
import type { RunResult } from './result';

type Kind = 'object' | 'list' | 'number' | 'text' | 'object or null';

const fields: Readonly<Record<keyof Omit<RunResult, 'spec'>, Kind>> = {
  id: 'text',
  trainingSamples: 'number',
  scores: 'object',
  validation: 'list',
  bestEpoch: 'number',
  blind: 'object',
  oracle: 'object or null',
  captions: 'object',
  references: 'object',
  fixedCaptions: 'list',
  cost: 'object',
  provenance: 'object',
};

/**
 * Checks what is read as a run's result.
 * @param where the file, for messages @throws StudyError `other-version`; `wrong-spec` if its spec is not the one that the
 *   id stands for; `damaged-result` for everything that is missing
 */
export function checkResult(value: unknown, where: string, id?: string): RunResult {
  const fail = (found: string): never => {
    throw new StudyError('damaged-result', where, found);
  };
  if (kindOf(value) !== 'object') return fail(`found ${kindOf(value)}, expected a run's result: an object`);
  const result = value as Readonly<Record<string, unknown>>;
  checkVersion((result.spec as { version?: unknown } | undefined)?.version, where);
  for (const [name, kind] of Object.entries(fields)) {
    const found = kindOf(result[name]);
    if (!kind.split(' or ').includes(found)) fail(`found ${found} as ${name}, expected ${kind}`);
  }
  const wrong = Object.entries(result.scores as object).find(([, score]) => kindOf(score) !== 'number');
  if (wrong) fail(`found ${kindOf(wrong[1])} as the score ${wrong[0]}, expected number`);
  if (id !== undefined && result.id !== id) fail(`found the result of the run ${result.id}, expected that of ${id}`);
  checkSpec(result.spec, { where: `${where}, spec`, id: result.id as string, knownVariant: false });
  return value as RunResult;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return Number.isFinite(value) ? 'number' : String(value);
  return typeof value === 'undefined' ? 'nothing' : typeof value;
}
