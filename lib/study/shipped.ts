import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packageFolder } from '../data';
import { writeBytesWhole, writeWhole } from '../data/writeWhole';
import { checkResult } from './checkResult';
import { StudyError } from './errors';
import type { RunResult } from './result';
import { canonicalJson, type RunSpec } from './spec';

/** Where the results that come with the package lie; `mivpg study collect` puts them there. */
export const shippedFolder = () => join(packageFolder(), 'data', 'results');

/** A run a line, without its captions. */
const RUNS = 'runs.jsonl';
/** Lines of captions: references by their digest, and what each run wrote. */
const CAPTIONS = 'captions.jsonl.gz';

type Captions = Pick<RunResult, 'captions' | 'references' | 'fixedCaptions'>;

type CaptionLine =
  | { digest: string; references: RunResult['references'] }
  | ({ id: string; references: string } & Omit<Captions, 'references'>);

/**
 * Reads the results that come with the package, by id; none where the folder has none.
 * @throws StudyError `damaged-result` or `other-version`, with file and line
 */
export function readShipped(folder = shippedFolder()): Map<string, RunResult> {
  const path = join(folder, RUNS);
  if (!existsSync(path)) return new Map();
  const captions = readCaptions(join(folder, CAPTIONS));
  const results = linesOf(path, readFileSync(path)).map(({ value, where }) => {
    const id = (value as { id?: string }).id ?? '';
    return checkResult({ ...(value as object), ...captions.get(id) }, where);
  });
  return new Map(results.map((result) => [result.id, result]));
}

/**
 * Writes results in few bytes, sorted, so that the same results are the same files. Data that do not come with the package
 * have terms of their own: references of full data sets and of photographs are left out.
 */
export function writeShipped(results: Iterable<RunResult>, folder = shippedFolder()): void {
  const sorted = [...results].sort((a, b) => (sortKey(a.spec) < sortKey(b.spec) ? -1 : 1));
  const runs = sorted.map(({ captions, references, fixedCaptions, ...rest }) => rest);
  const references = new Map<string, RunResult['references']>();
  const written = sorted.map((result): CaptionLine => {
    const kept = isEmbedded(result.spec) ? result.references : {};
    const digest = createHash('sha256').update(canonicalJson(kept)).digest('hex').slice(0, 16);
    references.set(digest, kept);
    return { id: result.id, references: digest, captions: result.captions, fixedCaptions: result.fixedCaptions };
  });
  const known = [...references].map(([digest, kept]): CaptionLine => ({ digest, references: kept }));
  // Captions first: a run without its captions would be damaged, captions without a run are not looked at.
  writeBytesWhole(join(folder, CAPTIONS), gzipSync(textOf([...known, ...written]), { level: 9 }));
  writeWhole(join(folder, RUNS), textOf(runs));
}

/** Whether a run's data come with the package. */
const isEmbedded = ({ scale, scenario }: RunSpec) => scale === 'mini' && scenario !== 'photographs';

const sortKey = ({ scenario, scale, language, variant, size, seed }: RunSpec) =>
  canonicalJson([scenario, scale, language, variant, size === 'all' ? 1e12 : 1e11 + size, seed]);

const textOf = (values: readonly object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

function readCaptions(path: string): Map<string, Captions> {
  if (!existsSync(path)) throw new StudyError('damaged-result', path, `found no such file, expected it beside ${RUNS}`);
  let bytes: Buffer;
  try {
    bytes = gunzipSync(readFileSync(path));
  } catch (cause) {
    const found = `found no whole gzip file: ${(cause as Error).message}`;
    throw new StudyError('damaged-result', path, found, { cause });
  }
  const references = new Map<string, RunResult['references']>();
  const captions = new Map<string, Captions>();
  for (const { value } of linesOf(path, bytes)) {
    const line = value as CaptionLine;
    if ('digest' in line) references.set(line.digest, line.references);
    else captions.set(line.id, { ...line, references: references.get(line.references) ?? {} });
  }
  return captions;
}

function linesOf(path: string, bytes: Buffer): { value: unknown; where: string }[] {
  const lines = bytes.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, index) => {
    const where = `${path}, line ${index + 1}`;
    try {
      return { value: JSON.parse(line), where };
    } catch (cause) {
      throw new StudyError('damaged-result', where, `found no JSON: ${(cause as Error).message}`, { cause });
    }
  });
}
