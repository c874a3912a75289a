/** What has instances: M rows of one width. */
export interface InstanceBag {
  instances: number[][];
}

/** Means and deviations of the features, and their use. */
export interface Standardisation {
  mean: number[];
  /** Population deviation; 1 where a feature is constant, so that it becomes 0. */
  deviation: number[];
  /** Copies of bags with each feature as (x - mean) / deviation. */
  apply<T extends InstanceBag>(bags: readonly T[]): T[];
}

/**
 * Learns to bring each feature to mean 0 and deviation 1 over all instances of the training bags. Give it training
 * bags only, then apply it to training and test bags: so nothing is known about the test bags beforehand.
 *
 * @throws if there is no instance
 */
export function standardise(training: readonly InstanceBag[]): Standardisation {
  const rows = training.flatMap((bag) => bag.instances);
  const [first] = rows;
  if (!first) throw new Error(`Found no instance in ${training.length} training bags, expected at least one.`);
  const mean = first.map((_, feature) => average(rows, (row) => row[feature]!));
  const deviation = mean.map((m, feature) => Math.sqrt(average(rows, (row) => (row[feature]! - m) ** 2)) || 1);
  const scale = (row: number[]) => row.map((value, feature) => (value - mean[feature]!) / deviation[feature]!);
  return {
    mean,
    deviation,
    apply: (bags) => bags.map((bag) => ({ ...bag, instances: bag.instances.map(scale) })),
  };
}

function average(rows: readonly number[][], value: (row: number[]) => number): number {
  let sum = 0;
  for (const row of rows) sum += value(row);
  return sum / rows.length;
}
