import { meanAndDeviation } from '../metrics';

/** One score of one run, a row of results in long form; further fields are welcome and not looked at. */
export interface ScoreRow {
  variant: string;
  /** Training samples. */
  size: number;
  seed: number;
  metric: string;
  value: number;
}

/** Mean over seeds, its sample standard deviation (NaN of one seed), and how many seeds there are. */
export interface SeedMean {
  mean: number;
  deviation: number;
  seeds: number;
}

/** @throws if there are no values */
export function seedMean(values: readonly number[]): SeedMean {
  if (values.length === 0) throw new Error('Found no values, expected at least one to take the mean of.');
  return { ...meanAndDeviation(values), seeds: values.length };
}

/** Different values, in the order in which they come up. */
export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Numbers as they are read: 1,600. */
export const grouped = (value: number): string => value.toLocaleString('en-US');

/** A difference with its sign, minus as it is printed. */
export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;

/** @throws if there are none, or a field that should be a number is none, with the row */
export function checkRows<Row extends object>(rows: readonly Row[], numbers: readonly (keyof Row & string)[]): void {
  if (rows.length === 0) throw new Error('Found no rows of results, expected at least one.');
  for (const row of rows)
    for (const field of numbers)
      if (!Number.isFinite(row[field]))
        throw new Error(`Found ${field} = ${row[field]} in the row ${JSON.stringify(row)}, expected a number.`);
}

/** What was asked for, in that order; else all there is. @throws if something asked for is not there, with what is */
export function chosen(what: string, wanted: readonly string[] | undefined, present: readonly string[]): string[] {
  const missing = wanted?.filter((name) => !present.includes(name)) ?? [];
  if (missing.length > 0)
    throw new Error(`Found no results of the ${what} ${missing.join(', ')}; there are: ${present.join(', ')}.`);
  return [...(wanted ?? present)];
}
