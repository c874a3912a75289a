import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../data';
import { type BagClassifierMethod, bagClassifierMethods } from './bagClassifier';
import type { MuskResult } from './musk';
import { type MuskJob, type MuskStudyOptions, runMuskStudy } from './muskStudy';

/** Where the results that come with the package lie: `npm run musk` makes and extends them. */
export const muskRecordPath = () => join(packageFolder(), 'data', 'musk', 'results.json');

/** The methods that Ilse et al. publish numbers for; they get more seeds, and get them first. */
const publishedMethods: readonly BagClassifierMethod[] = ['AB-MIL', 'gated AB-MIL'];

/** All cross-validations of the comparison: what is published with `seeds` seeds, everything else with `otherSeeds`. */
export function muskJobs(seeds: number, otherSeeds: number): MuskJob[] {
  const jobs = (methods: readonly BagClassifierMethod[], count: number) =>
    Array.from({ length: count }, (_, seed) =>
      methods.flatMap((method) => (['musk1', 'musk2'] as const).map((dataset) => ({ dataset, method, seed }))),
    ).flat();
  const others = bagClassifierMethods.filter((method) => !publishedMethods.includes(method));
  return [...jobs(publishedMethods, seeds), ...jobs(others, otherSeeds)];
}

/** Reads recorded results. @throws if the file is not a list of results */
export function readMuskRecord(path: string = muskRecordPath()): MuskResult[] {
  if (!existsSync(path)) return [];
  const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(record) || record.some((result) => !Array.isArray(result?.foldAccuracies))) {
    throw new Error(`${path}: found no list of results with foldAccuracies; delete it and run \`npm run musk\`.`);
  }
  return record as MuskResult[];
}

/** Runs those jobs that the record lacks, and writes it anew after each one, so that nothing is lost when stopped. */
export async function extendMuskRecord(
  jobs: readonly MuskJob[],
  { path = muskRecordPath(), onResult, ...options }: MuskStudyOptions & { path?: string } = {},
): Promise<MuskResult[]> {
  const record = readMuskRecord(path);
  const key = ({ dataset, method, seed }: MuskJob) => `${dataset}/${method}/${seed}`;
  const done = new Set(record.map(key));
  const missing = jobs.filter((job) => !done.has(key(job)));
  await runMuskStudy(missing, {
    ...options,
    onResult(result) {
      record.push(result);
      writeRecord(path, record);
      onResult?.(result);
    },
  });
  return record;
}

function writeRecord(path: string, record: readonly MuskResult[]): void {
  const lines = record.map((result) => JSON.stringify(result)).join(',\n');
  writeFileSync(`${path}.part`, `[\n${lines}\n]\n`);
  renameSync(`${path}.part`, path);
}
