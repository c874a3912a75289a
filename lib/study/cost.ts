import { tf, tidy } from '../engine';

/** What a computation takes. */
export interface Cost {
  /** Shortest wall time of the runs, in seconds. */
  seconds: number;
  /** Most memory that tensors took at once during a run, beyond what was there before, in bytes. */
  peakBytes: number;
}

/**
 * Measures a computation on the running engine, its result included: one run to warm up and count memory, then timed
 * ones, of which the fastest counts (other work on the machine only ever slows a run down).
 * @param runs how many are timed (default 3)
 */
export async function measureCost(compute: () => tf.Tensor, { runs = 3 }: { runs?: number } = {}): Promise<Cost> {
  const before = tf.memory().numBytes;
  const { peakBytes } = await tf.profile(() => tidy(compute).dispose());
  let seconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const result = tidy(() => tf.sum(compute()));
    result.dataSync(); // waits for engines that compute in the background
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
    result.dispose();
  }
  return { seconds, peakBytes: peakBytes - before };
}

/**
 * The exponent p of the growth y ~ x^p: the slope of the least-squares line through (log x, log y).
 * @throws unless there are at least two points, all positive
 */
export function growthExponent(points: readonly { x: number; y: number }[]): number {
  if (points.length < 2 || points.some(({ x, y }) => !(x > 0 && y > 0))) {
    throw new Error(`Found ${JSON.stringify(points)}, expected at least two points with positive x and y.`);
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const xs = points.map(({ x }) => Math.log(x));
  const ys = points.map(({ y }) => Math.log(y));
  const [meanX, meanY] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - meanX) * (ys[i]! - meanY)));
  return covariance / mean(xs.map((x) => (x - meanX) ** 2));
}
