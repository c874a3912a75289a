import { settingsOf } from '../settings';
import { type RunSpec, runId, type Scale, specVersion } from '../spec';
import type { Experiment, Part, Row, Size } from './experiment';

/** Which runs of experiments are meant. */
export interface SpecOptions {
  /** Default `mini`. */
  scale?: Scale;
  /** Seeds 1 to this (default 3, as the paper). */
  seeds?: number;
  /** In place of the experiment's training sizes. */
  sizes?: readonly Size[];
  /** Only these variants. */
  variants?: readonly string[];
}

/** How many seeds a comparison has at least. */
export const defaultSeeds = 3;

/** The runs of a part: each row at each size with each seed, seeds last, so that a whole comparison is there early. */
export function specsOfPart(part: Part, options: SpecOptions = {}): RunSpec[] {
  const { scale = 'mini', seeds = defaultSeeds, variants } = options;
  const { scenario, language = 't5', sizes } = part;
  return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
    (options.sizes ?? sizes[scale]).flatMap((size) =>
      rowsToRun(part, variants)
        .filter((row) => seed <= (row.seeds ?? seeds))
        .map(({ variant }) => ({
          version: specVersion,
          scenario,
          scale,
          language,
          variant,
          size,
          seed,
          settings: settingsOf({ scenario, scale, variant, seed }),
        })),
    ),
  );
}

/** Rows with a variant, of those that are wanted. */
export const rowsToRun = (part: Part, variants?: readonly string[]) =>
  part.rows.filter(
    (row): row is Row & { variant: string } =>
      row.variant !== undefined && (variants === undefined || variants.includes(row.variant)),
  );

/** The runs of experiments, in their order; what several share is there once. */
export function specsOf(experiments: readonly Experiment[], options: SpecOptions = {}): RunSpec[] {
  const specs = experiments.flatMap(({ parts }) => parts.flatMap((part) => specsOfPart(part, options)));
  return [...new Map(specs.map((spec) => [runId(spec), spec])).values()];
}
