import {
  defaultStudyFolder,
  type Experiment,
  experimentOf,
  experiments,
  type Size,
  type SpecOptions,
  type StudyError,
  scales,
} from '../../study';
import { oneOf, UsageError } from '../command';

/** Options that choose runs. */
export const runOptions = {
  folder: { type: 'string', value: 'folder', summary: `where runs lie (default: ${defaultStudyFolder})` },
  scale: { type: 'string', value: 'scale', summary: 'mini (default) or full: the data sets and a BLIP-2 of your own' },
  seeds: { type: 'string', value: 'n', summary: 'seeds 1 to n (default: 3)' },
  sizes: { type: 'string', value: 'list', summary: 'training sizes in place of the experiments’ own: 100,500,all' },
  only: { type: 'string', value: 'list', summary: 'only these variants' },
} as const;

interface RunValues {
  folder?: string;
  scale?: string;
  seeds?: string;
  sizes?: string;
  only?: string;
}

/** The folder of runs. */
export const folderOf = ({ folder }: RunValues): string => folder ?? defaultStudyFolder;

/** Which runs of experiments are meant. @throws UsageError for values that make no sense, with what would */
export function specOptions({ scale, seeds, sizes, only }: RunValues, chosen: readonly Experiment[]): SpecOptions {
  return {
    scale: oneOf('scale', scale, scales),
    seeds: seeds === undefined ? undefined : countOf('seeds', seeds),
    sizes: sizes?.split(',').map(sizeOf),
    variants: only === undefined ? undefined : variantsOf(only, chosen),
  };
}

/** @throws UsageError */
export function countOf(option: string, text: string, least = 1): number {
  const count = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(count) && count >= least) return count;
  throw new UsageError(`--${option}: found "${text}", expected a whole number of at least ${least}`);
}

function sizeOf(text: string): Size {
  return text.trim() === 'all' ? 'all' : countOf('sizes', text);
}

function variantsOf(list: string, chosen: readonly Experiment[]): string[] {
  const known = chosen.flatMap(({ parts }) =>
    parts.flatMap(({ rows }) => rows.flatMap(({ variant }) => variant ?? [])),
  );
  return list.split(',').map((text) => {
    const name = text.trim();
    if (known.includes(name)) return name;
    throw new UsageError(`--only: found "${name}", expected some of ${[...new Set(known)].join(', ')}`);
  });
}

/**
 * The experiments that a command line names; `all` are all.
 * @param none what no name means @throws UsageError for an unknown one, and for none where that means nothing
 */
export function experimentsOf(names: readonly string[], none: 'all' | 'error' = 'error'): Experiment[] {
  if (names.includes('all') || (names.length === 0 && none === 'all')) return [...experiments];
  const list = experiments.map(({ name }) => name).join(', ');
  if (names.length === 0) throw new UsageError(`No experiment was named: expected some of ${list}, or all`);
  return names.map((name) => {
    try {
      return experimentOf(name);
    } catch {
      throw new UsageError(`Unknown experiment "${name}", expected some of ${list}, or all`);
    }
  });
}

/** Says that a result cannot be read. */
export const tellFault = ({ message }: StudyError): void => {
  process.stderr.write(`${message}; it counts as not finished\n`);
};
