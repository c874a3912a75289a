import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../data/writeWhole';
import { checkResult } from './checkResult';
import { checkSpec } from './checkSpec';
import { StudyError } from './errors';
import type { RunResult } from './result';
import { type RunSpec, runId } from './spec';

/** Where runs go unless something else is said, from the working folder. */
export const defaultStudyFolder = join('out', 'study');

/** Folder of a run: `spec.json`, `result.json` once it is finished, and what it goes on from. */
export const runFolder = (studyFolder: string, id: string) => join(studyFolder, 'runs', id);

/** Writes the spec into the run's folder, for people and for what runs it. @returns the folder */
export function writeSpec(studyFolder: string, spec: RunSpec): string {
  const folder = runFolder(studyFolder, runId(spec));
  const path = join(folder, 'spec.json');
  if (!existsSync(path)) writeWhole(path, `${JSON.stringify(spec, null, 2)}\n`);
  return folder;
}

/** The spec in a run's folder, which its name must fit. @throws StudyError */
export function readSpec(studyFolder: string, id: string): RunSpec {
  const path = join(runFolder(studyFolder, id), 'spec.json');
  return checkSpec(readJson(path, 'wrong-spec'), { where: path, id });
}

/** Writes a run's result, whole or not at all: with it the run is finished. */
export function writeResult(studyFolder: string, result: RunResult): void {
  writeResultIn(runFolder(studyFolder, result.id), result);
}

/** The same, into the run's own folder. */
export function writeResultIn(folder: string, result: RunResult): void {
  writeWhole(join(folder, 'result.json'), `${JSON.stringify(result)}\n`);
}

/** The result of a run; undefined while there is none. @throws StudyError `damaged-result`, `other-version`, `wrong-spec` */
export function readResult(studyFolder: string, id: string): RunResult | undefined {
  return readResultIn(runFolder(studyFolder, id), id);
}

/** The same, from the run's own folder. */
export function readResultIn(folder: string, id: string): RunResult | undefined {
  const path = join(folder, 'result.json');
  return existsSync(path) ? checkResult(readJson(path, 'damaged-result'), path, id) : undefined;
}

/** What there is of a run. */
export type RunState =
  | { state: 'finished'; result: RunResult; shipped: boolean }
  /** There is a result that cannot be used: the run goes on from its checkpoints. */
  | { state: 'damaged'; fault: StudyError }
  | { state: 'begun' }
  | { state: 'open' };

/**
 * What there is of a run: its own folder's result, else the one that came with the package. A damaged result counts as
 * none, and is told of.
 * @throws StudyError for a result of another version, and for a spec that was edited by hand
 */
export function stateOf(
  spec: RunSpec,
  studyFolder: string,
  shipped: ReadonlyMap<string, RunResult> = new Map(),
): RunState {
  const id = runId(spec);
  try {
    const result = readResult(studyFolder, id);
    if (result) return { state: 'finished', result, shipped: false };
  } catch (error) {
    if (error instanceof StudyError && error.kind === 'damaged-result') return { state: 'damaged', fault: error };
    throw error;
  }
  const result = shipped.get(id);
  if (result) return { state: 'finished', result, shipped: true };
  if (!existsSync(join(runFolder(studyFolder, id), 'spec.json'))) return { state: 'open' };
  readSpec(studyFolder, id);
  return { state: 'begun' };
}

function readJson(path: string, kind: 'wrong-spec' | 'damaged-result'): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new StudyError(kind, path, `found no whole JSON text: ${(cause as Error).message}`, { cause });
  }
}
